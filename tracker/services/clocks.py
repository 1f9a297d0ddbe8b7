"""Which clock a person lived by at an instant, and which dates they could tick then."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from tracker.models import Clock
from tracker.prepared import Prepared
from tracker.streaks import local_date

_CLOCKS = Prepared(
    select(Clock.since, Clock.timezone, Clock.day_ends_at)
    .where(Clock.person_id == bindparam("person"))
    .order_by(Clock.since.desc())
)
REACH = timedelta(days=2)
"""Longer than one clock can be set back behind another: all zones, and both ends of a day."""
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """A zone and day end, and the instant from which a person had them."""

    since: datetime
    timezone: str
    day_ends_at: int


def history(connection: Connection, person_id: str) -> Sequence[Reading]:
    """Return the clocks a person had in the last 62 days, the present one first."""
    return [Reading(*row) for row in _CLOCKS.rows(connection, {"person": person_id})]


def date_at(clocks: Sequence[Reading], instant: datetime) -> date:
    """Return the date it was for a person at an instant, by the clock they had then.

    Before the oldest clock that is kept, that one counts.
    """
    clock = next((clock for clock in clocks if clock.since <= instant), clocks[-1])
    return local_date(instant, clock.timezone, clock.day_ends_at)


def is_late(clocks: Sequence[Reading], day: date, instant: datetime) -> bool:
    """Tell whether a tick was written down more than one day after its date."""
    return date_at(clocks, instant) - day > timedelta(days=1)


def couple_date(connection: Connection, pair: Collection[str], now: datetime) -> date:
    """Return the date it is for two people, the earlier one, or has been before a clock was set.

    For what is to be over once it was over for both: whoever sets theirs back brings nothing back.
    """
    histories = [history(connection, person)[::-1] for person in pair]
    begun = [[clock.since for clock in clocks] for clocks in histories]
    set_at = {since for each in begun for since in each if now - REACH < since <= now}

    def date_of_both(instant: datetime) -> date:
        found = (
            clocks[max(0, bisect_right(since, instant) - 1)]
            for clocks, since in zip(histories, begun, strict=True)
        )
        return min(local_date(instant, clock.timezone, clock.day_ends_at) for clock in found)

    # Between two settings no date goes back: each is as late as it was just before the next one.
    return max(map(date_of_both, [now, *(since - MICROSECOND for since in set_at)]))
