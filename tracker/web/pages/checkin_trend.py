"""The trend of one question: two lines over the opened rounds, and the same as a table.

Rounds stand side by side in their order, wherever in the year they lie: weeks that were put away,
or in which nobody checked in, leave no gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import ngettext

from tracker.services.checkin_reading import RoundView
from tracker.web.pages.checkin_words import QUESTIONS, Question
from tracker.web.words import dates

FEWEST = 3
"""Rounds below which two points would pass for a direction."""
WIDTH, HEIGHT, EDGE = 320, 120, 8
MOST = 10
ROUND, SQUARE = 4.5, 4.5
"""Half the size of a mark."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line, and the marks on it."""

    path: str
    marks: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A question over the rounds that both have read, oldest first in the drawing."""

    question: Question
    mine: Line
    theirs: Line
    label: str
    first: str
    last: str
    rows: Sequence[tuple[str, int, int]]
    """When, one's own number and the partner's, newest first."""


def trends(rounds: Sequence[RoundView], *, mine_is_round: bool) -> Sequence[Trend]:
    """Return a trend for each question; `rounds` are opened, newest first.

    `mine_is_round`: whose marks are which goes by the couple's two threads. A round out of which
    one of them took their answers is left out.
    """
    rounds = [each for each in rounds if each.is_whole]
    if len(rounds) < FEWEST:
        return []
    return [_trend(question, rounds[::-1], mine_is_round) for question in QUESTIONS]


def _trend(question: Question, rounds: Sequence[RoundView], mine_is_round: bool) -> Trend:
    pairs = [
        (
            dates.span(each.start, each.end),
            (each.mine and each.mine.number(question.key)) or 0,
            (each.theirs and each.theirs.number(question.key)) or 0,
        )
        for each in rounds
    ]
    label = ngettext(
        "%(name)s, over your last check-in. The table below says the same.",
        "%(name)s, over your last %(num)s check-ins. The table below says the same.",
        len(pairs),
        name=question.name,
    )
    return Trend(
        question,
        _line([mine for _, mine, _ in pairs], is_round=mine_is_round),
        _line([theirs for *_, theirs in pairs], is_round=not mine_is_round),
        label,
        dates.day_and_month(rounds[0].start),
        dates.day_and_month(rounds[-1].end),
        pairs[::-1],
    )


def _line(numbers: Sequence[int], *, is_round: bool) -> Line:
    step = (WIDTH - 2 * EDGE) / (len(numbers) - 1)
    height = HEIGHT - 2 * EDGE
    points = [
        (EDGE + step * place, EDGE + height * (MOST - number) / MOST)
        for place, number in enumerate(numbers)
    ]
    path = "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)
    mark = _circle if is_round else _square
    return Line(path, "".join(mark(x, y) for x, y in points))


def _circle(x: float, y: float) -> str:
    across = _short(2 * ROUND)
    arc = f"a{ROUND} {ROUND} 0 1 0"
    return f"M{_short(x - ROUND)} {_short(y)}{arc} {across} 0{arc} -{across} 0z"


def _square(x: float, y: float) -> str:
    side = _short(2 * SQUARE)
    return f"M{_short(x - SQUARE)} {_short(y - SQUARE)}h{side}v{side}h-{side}z"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
