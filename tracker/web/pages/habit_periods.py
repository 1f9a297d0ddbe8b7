"""The periods behind the numbers, in words; a single thread only where it can still be kept.

Nothing here says who did not: what is over is woven, mended, resting or plain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from tracker import streaks
from tracker.services.habit_views import HabitView
from tracker.services.pauses import PauseView
from tracker.services.ranges import MOST_DAYS
from tracker.streaks import Outcome
from tracker.web.words import dates

WINDOWS = {"day": 28, "week": 182, "month": 396}
"""Days to look at in one go, for each one of the unit."""
WORDS = {
    Outcome.KEPT: lazy_gettext("woven"),
    Outcome.PAUSED: lazy_gettext("resting"),
    Outcome.PENDING: lazy_gettext("not written down yet"),
    Outcome.GRACED: lazy_gettext("mended by a spare thread"),
    Outcome.MISSED: lazy_gettext("plain"),
}
_UNDECIDED = (Outcome.OPEN, Outcome.PENDING)


@dataclass(frozen=True, slots=True)
class Line:
    """A period: when it was, what became of it, and which threads are drawn for it."""

    when: str
    words: str
    down: bool
    across: bool
    undecided: bool


def window(habit: HabitView, until: date) -> tuple[date, date]:
    """Return the range of dates to show that ends on a day; at most 400 days."""
    if habit.terms is None:
        return until - timedelta(days=WINDOWS["day"] - 1), until
    cadence = habit.terms.cadence
    days = min(WINDOWS[cadence.unit] * cadence.every, MOST_DAYS)
    return until - timedelta(days=days - 1), until


def lines(
    periods: Sequence[streaks.Period],
    pair: Sequence[str],
    starts_on: date | None,
    rests: Sequence[PauseView],
) -> list[Line]:
    """Return a habit's periods in words, the newest first; `pair` in the couple's order."""
    return [_line(period, pair, starts_on, rests) for period in reversed(periods)]


def _line(
    period: streaks.Period,
    pair: Sequence[str],
    starts_on: date | None,
    rests: Sequence[PauseView],
) -> Line:
    kept, undecided = period.outcome == Outcome.KEPT, period.outcome in _UNDECIDED
    # Done together or by turns, one thread would tell who: these are drawn as a crossing alone.
    alone = undecided and period.mode == "each"
    down, across = (kept or (alone and period.done_by[person] >= period.target) for person in pair)
    return Line(when(period), state(period, starts_on, rests), down, across, undecided)


def when(period: streaks.Period) -> str:
    """Return the dates of a period."""
    if period.start == period.end:
        return dates.full(period.start)
    return dates.span(period.start, period.end)


def called(period: streaks.Period, habit: HabitView, today: date) -> str:
    """Return what a period is called while it runs: "This week"."""
    held = habit.terms
    if held is None or held.cadence.every > 1 or not period.start <= today <= period.end:
        return _("This time")
    return {"day": _("Today"), "week": _("This week"), "month": _("This month")}[held.cadence.unit]


def state(period: streaks.Period, starts_on: date | None, rests: Sequence[PauseView] = ()) -> str:
    """Return what became of a period, in a word or a few; `rests` are the habit's pauses."""
    if period.outcome == Outcome.OPEN:
        if is_resting(period, rests):
            return _("resting")
        if period.mode != "each" and 0 < period.done < period.target:
            return _(
                "still running, %(done)s of %(all)s so far",
                done=period.done,
                all=period.target,
            )
        return _("still running")
    if period.outcome == Outcome.VOID:
        if period.start == starts_on:
            return _("a first part: counts if kept")
        return _("a shortened one: counts if kept")
    return str(WORDS[period.outcome])


def is_resting(period: streaks.Period, rests: Sequence[PauseView]) -> bool:
    """Tell whether at least half of a period's days are taken off."""
    count = (period.end - period.start).days + 1
    days = (period.start + timedelta(days=number) for number in range(count))
    off = sum(any(rest.covers(day) for rest in rests) for day in days)
    return 2 * off >= count
