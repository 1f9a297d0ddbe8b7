"""Trends of check-ins for a coach: one line a question, of the mean of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal, ngettext

from tracker.services.coaching.trends import Trend
from tracker.web.pages.checkin_words import QUESTIONS, Question
from tracker.web.pages.pictures import Line
from tracker.web.words import dates

FEWEST = 3
"""Rounds below which two points would pass for a direction: then there is the table alone."""
WIDTH, HEIGHT, EDGE = 320, 120, 8
MOST = 10
SIZE = 4
"""Half of a mark."""


@dataclass(frozen=True, slots=True)
class TrendShown:
    """A question over the opened rounds; without a path while there are few."""

    question: Question
    line: str
    marks: str
    label: str
    first: str
    last: str
    lines: Sequence[Line]
    """When, and the mean: newest first."""


def trends(found: Sequence[Trend]) -> list[TrendShown]:
    """Return the questions that there are rounds of, in the order in which they are asked."""
    by_key = {trend.question: trend.points for trend in found if trend.points}
    return [_shown(one, by_key[one.key]) for one in QUESTIONS if one.key in by_key]


def _shown(question: Question, points: Sequence[tuple[date, float]]) -> TrendShown:
    places = [] if len(points) < FEWEST else _places([mean for _day, mean in points])
    label = ngettext(
        "%(name)s, the mean of both, in the last check-in. The table says the same.",
        "%(name)s, the mean of both, in the last %(num)s check-ins. The table says the same.",
        len(points),
        name=question.name,
    )
    return TrendShown(
        question,
        "M" + "L".join(f"{x:g} {y:g}" for x, y in places) if places else "",
        "".join(_mark(x, y) for x, y in places),
        label,
        dates.short(points[0][0]),
        dates.short(points[-1][0]),
        [Line(dates.with_year(day), [str(format_decimal(mean))]) for day, mean in reversed(points)],
    )


def _places(means: Sequence[float]) -> list[tuple[float, float]]:
    step = (WIDTH - 2 * EDGE) / (len(means) - 1)
    high = HEIGHT - 2 * EDGE
    return [
        (round(EDGE + step * place, 1), round(EDGE + high * (MOST - mean) / MOST, 1))
        for place, mean in enumerate(means)
    ]


def _mark(x: float, y: float) -> str:
    arc = f"a{SIZE} {SIZE} 0 1 0"
    return f"M{x - SIZE:g} {y:g}{arc} {2 * SIZE} 0{arc} -{2 * SIZE} 0z"
