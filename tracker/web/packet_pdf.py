"""Draw a packet by fpdf2: what stands where on the paper. It knows no request and no language."""

import logging
import unicodedata
from collections.abc import Sequence
from typing import cast

from fpdf import FPDF
from fpdf.fonts import TTFFont

from tracker.config import ROOT
from tracker.web.packet_paper import Labels
from tracker.web.packet_words import Bar, HabitLine, Line, Told

FONTS = ROOT / "static" / "vendor" / "fonts"
INK, SOFT = (0x24, 0x1F, 0x2B), (0x5F, 0x57, 0x68)
RULE, PALE = (0xD8, 0xD2, 0xC8), (0xC9, 0xC1, 0xD3)
MARGIN, GAP, FOOT = 17, 2.8, 13
"""Millimetres, as everything here; type is in points."""
BODY, SMALL, HEADING = 9.5, 8, 11.5
LACKING = "□"
"""In the place of a letter that the fonts lack: it is seen that something was there."""
BREAK, UNSEEN = "\n", ("Cf", "Co", "Mn")
"""What is no letter: where the fonts lack it, nothing stands in its place."""
COLUMN = 40
"""How wide a column of figures or days is."""
BARS = 18
"""How high the picture of the weeks is."""

# Of a letter that the fonts lack they would log what it is, and logs hold no content.
for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Paper(FPDF):
    """A4 pages with the packet's foot."""

    def __init__(self, told: Told, labels: Labels) -> None:
        super().__init__(format="A4")
        self.told, self.labels = told, labels
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, FOOT + GAP)
        self.add_font("Woven", "", FONTS / "dejavu-sans.ttf")
        self.add_font("Woven", "B", FONTS / "dejavu-sans-bold.ttf")
        self.set_title(f"Woven · {labels.packet}")
        self.set_lang(labels.language)
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.c_margin = 0  # texts and rules begin and end on the same lines

    def footer(self) -> None:
        """Write what this is and which page."""
        self.set_y(-FOOT)
        self.type(SMALL, SOFT)
        half = self.epw / 2
        self.cell(half, 5, f"Woven · {self.told.range}")
        page, pages = str(self.page_no()), self.str_alias_nb_pages or ""
        said = self.labels.page.replace("{pages}", pages).replace("{page}", page)
        self.cell(half, 5, said, align="R")

    def type(self, size: float, colour: tuple[int, int, int] = INK, *, bold: bool = False) -> None:
        """Set how what follows is written."""
        self.set_font("Woven", "B" if bold else "", size)
        self.set_text_color(*colour)

    def high(self, text: str, width: float, height: float) -> float:
        """Return how high a text is in a column, without writing it."""
        text = self._shape(text)
        high = self.multi_cell(width, height, text, align="L", dry_run=True, output="HEIGHT")
        return cast(float, high)

    def put(self, text: str, width: float, height: float) -> None:
        """Write a text from here on, in lines of this width and height; 0: to the margin."""
        text = self._shape(text)
        self.multi_cell(width, height, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def put_at(self, text: str, x: float, y: float, width: float, height: float) -> None:
        """Write a text into a column."""
        self.set_xy(x, y)
        self.put(text, width, height)

    def _shape(self, text: str) -> str:
        """Return a text in letters that the font has, and have it shaped where it needs that."""
        if text.isascii():
            self.set_text_shaping(False)
            return text
        # Only where letters join or run from right to left: it takes twice as long.
        self.set_text_shaping(any(map(_is_shaped, text)))
        known = cast(TTFFont, self.current_font).cmap
        return "".join(
            letter if letter == BREAK or ord(letter) in known else LACKING
            for letter in text
            if letter == BREAK or ord(letter) in known or unicodedata.category(letter) not in UNSEEN
        )

    def room(self, height: float) -> float:
        """Go to a new page where this much does not fit on this one; return where one is."""
        if self.will_page_break(height):
            self.add_page()
        return float(self.get_y())

    def heading(self, text: str, below: float = 12) -> None:
        """Write a heading, never the last thing on a page: `below` is what follows at least."""
        self.ln(GAP)
        self.room(8 + below)
        self.type(HEADING, bold=True)
        self.cell(0, 7, text, new_x="LMARGIN", new_y="NEXT")
        self.line(self.l_margin, self.get_y(), self.l_margin + self.epw, self.get_y())
        self.ln(1.5)

    def note(self, text: str) -> None:
        """Write a small soft line."""
        self.type(SMALL, SOFT)
        self.put(text, 0, 4)


def draw(told: Told, labels: Labels) -> bytes:
    """Return the PDF."""
    paper = Paper(told, labels)
    paper.add_page()
    _head(paper)
    paper.ln(GAP)
    _figures(paper, told.figures)
    _weeks(paper, told.weeks)
    if told.habits:
        _habits(paper, told.habits)
    _dated(paper, labels.changes, told.changes, labels.unchanged)
    paper.heading(labels.back)
    paper.type(BODY)
    paper.put(told.returns, 0, 5)
    if told.trends:
        paper.heading(labels.trends, 20)
        _figures(paper, told.trends)
    _dated(paper, labels.goals, told.goals, labels.no_goals)
    _dated(paper, labels.questions, told.questions, labels.no_questions)
    return bytes(paper.output())


def _head(paper: Paper) -> None:
    told = paper.told
    paper.type(SMALL, SOFT)
    paper.cell(0, 5, paper.labels.packet, new_x="LMARGIN", new_y="NEXT")
    paper.type(20, bold=True)
    paper.put(told.title, 0, 9)
    paper.type(BODY)
    paper.put(f"{told.range} · {told.origin}", 0, 6)
    if told.sessions:
        paper.note(" · ".join(f"{line.name}: {line.figure}" for line in told.sessions))
    paper.ln(GAP)
    paper.type(15, bold=True)
    paper.put(told.lead, 0, 7)
    paper.type(BODY)
    paper.put(told.compared, 0, 5)
    paper.note(told.settled)


def _figures(paper: Paper, figures: Sequence[Line]) -> None:
    top, width = paper.room(20), paper.epw / len(figures)
    for number, line in enumerate(figures):
        x = paper.l_margin + number * width
        paper.type(SMALL, SOFT)
        paper.put_at(line.name, x, top, width - 2, 4)
        paper.type(13, bold=True)
        paper.put_at(line.figure, x, top + 5, width - 2, 7)
        paper.type(SMALL, SOFT)
        paper.put_at(line.words, x, top + 12, width - 2, 4)
    paper.set_y(top + 17)


def _weeks(paper: Paper, weeks: Sequence[Bar]) -> None:
    paper.heading(paper.labels.weeks, BARS + 8)
    floor, step = paper.get_y() + BARS, paper.epw / max(len(weeks), 1)
    for number, bar in enumerate(weeks):
        x = paper.l_margin + number * step + step * 0.15
        high = BARS * bar.kept / bar.counted if bar.counted else 0
        paper.set_fill_color(*(INK if bar.chosen else PALE))
        if bar.counted:  # a week in which nothing was kept is the ground line alone
            paper.rect(x, floor - max(high, 0.4), step * 0.7, max(high, 0.4), style="F")
    paper.line(paper.l_margin, floor, paper.l_margin + paper.epw, floor)
    paper.set_y(floor + 1)
    paper.note(f"{paper.told.weeks_label} · {paper.told.weeks_note}")


def _habits(paper: Paper, habits: Sequence[HabitLine]) -> None:
    labels, name = paper.labels, paper.epw - 2 * COLUMN
    paper.heading(labels.habits, 16)
    paper.type(SMALL, SOFT)
    columns = paper.l_margin + name, paper.l_margin + name + COLUMN
    top = paper.get_y()
    for x, text in zip(columns, (labels.now, labels.before), strict=True):
        paper.put_at(text, x, top, COLUMN - 2, 4)
    for habit in habits:
        paper.type(BODY, bold=True)
        title = paper.high(habit.title, name - 4, 5)
        paper.type(SMALL, SOFT)
        high = title + paper.high(habit.terms, name - 4, 4)
        top = paper.room(high)
        paper.put_at(habit.terms, paper.l_margin, top + title, name - 4, 4)
        paper.type(BODY, bold=True)
        paper.put_at(habit.title, paper.l_margin, top, name - 4, 5)
        paper.type(BODY)
        for x, text in zip(columns, (habit.now, habit.before), strict=True):
            paper.put_at(text, x, top, COLUMN - 2, 5)
        paper.set_y(max(top + high, paper.get_y()) + 1.5)


def _dated(paper: Paper, heading: str, lines: Sequence[Line], nothing: str) -> None:
    """Write texts under a heading, each with its day beside it."""
    width = paper.epw - COLUMN
    paper.type(BODY)
    paper.heading(heading, _least(paper, lines[0], width) if lines else 6)
    if not lines:
        paper.note(nothing)
    for line in lines:
        top = paper.room(_least(paper, line, width))
        paper.type(SMALL, SOFT)
        paper.put_at(line.figure, paper.l_margin + width, top + 0.4, COLUMN, 4)
        paper.type(BODY)
        paper.put_at(line.name, paper.l_margin, top, width - 4, 5)
        paper.ln(1)


def _least(paper: Paper, line: Line, width: float) -> float:
    """Return how much of a text stays together: all of it, but for a very long one."""
    paper.type(BODY)
    return min(paper.high(line.name, width - 4, 5), 40)


def _is_shaped(letter: str) -> bool:
    """Tell whether a letter joins with others, carries marks, or runs from right to left."""
    return unicodedata.bidirectional(letter) in ("R", "AL") or bool(unicodedata.combining(letter))
