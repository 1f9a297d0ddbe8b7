"""Which period of a habit contains a date, or starts on it: asked of the engine, not of history.

The engine lists periods that start after a checkpoint; one placed shortly before the date makes
this cost the same after ten years as after ten days.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

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
    return _evaluated(tuple(terms), after, until, seat.pair, seat.week_start)


# Each page asks this of each habit, all day long the same.
@lru_cache(4096)
def _evaluated(
    terms: tuple[streaks.Terms, ...],
    after: date,
    until: date,
    pair: tuple[str, str],
    week_start: int,
) -> tuple[streaks.Period, ...]:
    # Only the dates are of use: the standing resumed from is made up, and there are no ticks.
    return streaks.evaluate(
        terms,
        (),
        (),
        partners=pair,
        week_start=week_start,
        today=until,
        resume=streaks.Checkpoint(through=after),
    ).periods
