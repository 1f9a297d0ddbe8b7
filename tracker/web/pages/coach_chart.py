"""Weeks drawn for a coach: a small line of bars, and a cloth that stands as high as was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.services.coaching.figure_kinds import WEEKS, WeekFigure
from tracker.web import coach_words
from tracker.web.pages.cloth import CROSSING, EMPTY, PLAIN, weave
from tracker.web.pages.pictures import Line, Picture
from tracker.web.words import dates

STEP, BAR, HIGH, GROUND = 6, 4, 24, 26
"""In units of the small drawing: from bar to bar, a bar's width and greatest height, the ground."""
WIDTH, HEIGHT = STEP * WEEKS - (STEP - BAR), GROUND + 1
ROWS = 5
"""The large drawing is so many places high: each stands for a fifth."""

_BARS = [
    [f"M{STEP * week + BAR // 2} {GROUND}V{GROUND - height}" for height in range(HIGH + 1)]
    for week in range(WEEKS)
]


@dataclass(frozen=True, slots=True)
class Spark:
    """The paths of a small drawing: the bars, and the ground below weeks in which anything counts.

    Bars are strokes BAR wide.
    """

    bars: str
    ground: str


def spark(weeks: Sequence[WeekFigure]) -> Spark:
    """Return weeks side by side, the last at the end of the line."""
    _starts, kept, counted = zip(*weeks, strict=True)
    return drawn(kept, counted)


@lru_cache(maxsize=4096)
def drawn(kept: Sequence[int], counted: Sequence[int]) -> Spark:
    """Return the same by what was kept and what counted: it moves once a day, looks are many."""
    first = WEEKS - len(kept)
    bars = [
        line[-(-HIGH * done // of)]
        for line, done, of in zip(_BARS[first:], kept, counted, strict=True)
        if done
    ]
    return Spark("".join(bars), _ground(counted, first))


def cloth(weeks: Sequence[WeekFigure]) -> Picture | None:
    """Return weeks as a cloth, None before anything counts; its table has the numbers."""
    known = list(weeks)
    while known and not known[0].counted:
        known.pop(0)
    if not known:
        return None
    missing = len(weeks) - len(known)
    heights = [*map(_height, known), *([None] * missing)]
    rows = ["".join(_place(height, level) for height in heights) for level in range(ROWS, 0, -1)]
    title = ngettext("Last %(num)s week", "Last %(num)s weeks", len(known))
    lines = [_line(week) for week in reversed(known)]
    return Picture(
        True,
        weave(rows),
        title,
        coach_words.weeks_label(known),
        [*_months(known), *([""] * missing)],
        [coach_words.percent(level / ROWS) for level in range(ROWS, 0, -1)],
        [_("Week of"), _("Kept"), _("Share")],
        lines,
    )


def counts(weeks: Sequence[WeekFigure]) -> list[str]:
    """Return for each column of the cloth what was kept of what counted: "3/4"."""
    known = list(weeks)
    while known and not known[0].counted:
        known.pop(0)
    said = [f"{week.kept}/{week.counted}" if week.counted else "" for week in known]
    return [*said, *([""] * (len(weeks) - len(known)))]


def _ground(counted: Sequence[int], first: int) -> str:
    """Return a line below each stretch of weeks in which anything counted."""
    if 0 not in counted:
        return _stretch(first, WEEKS)
    stretches, place = [], first
    for counts, those in groupby(counted, bool):
        end = place + len(list(those))
        if counts:
            stretches.append(_stretch(place, end))
        place = end
    return "".join(stretches)


def _stretch(first: int, end: int) -> str:
    return f"M{STEP * first} {GROUND}.5h{STEP * (end - first) - (STEP - BAR)}"


def _height(week: WeekFigure) -> int | None:
    """Return how many places high a week stands: all where all was kept, one where anything was."""
    if not week.counted:
        return None
    if week.kept in (0, week.counted):
        return ROWS if week.kept else 0
    return min(max(round(ROWS * week.kept / week.counted), 1), ROWS - 1)


def _place(height: int | None, level: int) -> str:
    if height is None:
        return EMPTY
    return CROSSING if height >= level else PLAIN


def _months(weeks: Sequence[WeekFigure]) -> list[str]:
    """Return a name over each week in which a month begins."""
    names, before = [], None
    for week in weeks:
        last = week.start + timedelta(days=6)
        names.append(dates.short_month(last) if before not in (None, last.month) else "")
        before = last.month
    return names


def _line(week: WeekFigure) -> Line:
    when = dates.span(week.start, week.start + timedelta(days=6))
    if not week.counted:
        return Line(when, [_("nothing to count"), ""])
    some = coach_words.some_of(week.kept, week.counted)
    # A share of few is no percentage, here as elsewhere.
    many = week.counted >= coach_words.FEW
    return Line(when, [some, coach_words.percent(week.kept / week.counted) if many else ""])
