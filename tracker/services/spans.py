"""Which period of a habit contains a date, or starts on it: asked of the engine, not of history.

The engine lists periods that start after a checkpoint; one placed shortly before the date makes
this cost the same after ten years as after ten days.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from tracker import streaks
from tracker.services.seat import Seat

DAYS_OF = {"day": 1, "week": 7, "month": 31}
"""The most days in a unit."""


def containing(terms: Sequence[streaks.Terms], day: date, seat: Seat) -> streaks.Period | None:
    """Return the period that contains a date, None where none does."""
    periods = overlapping(terms, day, day, seat)
    return periods[-1] if periods else None


def overlapping(
    terms: Sequence[streaks.Terms], first: date, last: date, seat: Seat
) -> list[streaks.Period]:
    """Return the periods that share a day with a stretch of dates, oldest first."""
    longest = max((DAYS_OF[each.cadence.unit] * each.cadence.every for each in terms), default=0)
    periods = _periods(terms, first - timedelta(days=longest), last, seat)
    return [period for period in periods if period.end >= first]


def starting(terms: Sequence[streaks.Terms], day: date, seat: Seat) -> streaks.Period | None:
    """Return the period that starts on a date, None where none does."""
    periods = _periods(terms, day - timedelta(days=1), day, seat)
    return periods[0] if periods else None


def _periods(
    terms: Sequence[streaks.Terms], after: date, until: date, seat: Seat
) -> tuple[streaks.Period, ...]:
    # Only the dates are of use: the standing resumed from is made up, and there are no ticks.
    return streaks.evaluate(
        terms,
        (),
        (),
        partners=seat.pair,
        week_start=seat.week_start,
        today=until,
        resume=streaks.Checkpoint(through=after),
    ).periods
