"""When a local time is: wall clock to instant, over changes of clocks and dates that never were.

Pure: no clock, no store. A reminder goes by the plain clock on the wall; which day it is about is
the habit's: at 1 at night it is still the day before for somebody whose day ends at 3.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.services import offsets
from tracker.services.offsets import SECOND

DAY = timedelta(days=1)
AHEAD = 30
"""Days looked at: enough for one weekday of a week, a date that was skipped, and those taken."""
MISTAKEN = timedelta(days=3)
"""A date taken further ahead than any zone could explain was taken by a clock that was wrong."""
NO_TIME = time(9)
"""When somebody is reminded of an occasion that has a day and no time."""
LATE = timedelta(minutes=15)
"""What was due longer ago is not sent: what piled up while nothing ran comes in no heap."""


@dataclass(frozen=True, slots=True)
class Due:
    """An instant, and the date it is about."""

    at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Planned:
    """An occasion: its day, and its local time if it has one."""

    day: date
    time: time | None


def instant_of(day: date, at: time, zone: str) -> datetime | None:
    """Return the instant at which the clock in a zone reads so, in UTC.

    A time that the clocks jump over becomes the first instant after the jump; of one that comes
    twice it is the first. None for a date that the zone left out as a whole.
    """
    there = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    # In a jump, fold 0 counts by the offset from before it, and so comes out after it.
    late = wall.replace(tzinfo=there).astimezone(UTC)
    if late.astimezone(there).replace(tzinfo=None) == wall:
        return late
    early = wall.replace(tzinfo=there, fold=1).astimezone(UTC)
    jump = offsets.change(early, late, there)
    before, after = _wall(jump - SECOND, there) + SECOND, _wall(jump, there)
    midnight = datetime.combine(day, time())
    if before <= midnight and midnight + DAY <= after:
        return None
    return jump


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def at_time(
    at: time,
    weekdays: Collection[int] | None,
    *,
    zone: str,
    day_ends_at: int,
    after: datetime,
    taken: date | None,
) -> Due | None:
    """Return when a daily time is next, later than `after`; `weekdays` are ISO ones.

    They are those of the clock on the wall. A date up to and with `taken` is not reminded of
    again, whatever the zone does; so a journey back over the date line brings nothing twice.
    """
    here = after.astimezone(ZoneInfo(zone)).date()
    if taken is not None and taken - here > MISTAKEN:
        taken = None
    for number in range(-1, AHEAD):
        date_there = here + number * DAY
        if weekdays is not None and date_there.isoweekday() not in weekdays:
            continue
        about = (datetime.combine(date_there, at) - timedelta(hours=day_ends_at)).date()
        if taken is not None and about <= taken:
            continue
        instant = instant_of(date_there, at, zone)
        if instant is not None and instant > after:
            return Due(instant, about)
    return None


def before_occasion(
    occasions: Iterable[Planned],
    lead: timedelta,
    *,
    zone: str,
    after: datetime,
    taken: date | None,
) -> Due | None:
    """Return when the next occasion is to be announced: so long before its time.

    One without a time is announced at 9 on its day, however long the lead is. It is about the day
    of the occasion, and `taken` is the last one that was announced.
    """
    found: list[Due] = []
    for occasion in occasions:
        instant = instant_of(occasion.day, occasion.time or NO_TIME, zone)
        if instant is None or occasion.day == taken:
            continue
        announced = instant if occasion.time is None else instant - lead
        if announced > after:
            found.append(Due(announced, occasion.day))
    return min(found, key=lambda due: (due.at, due.day), default=None)


def is_late(at: datetime, now: datetime) -> bool:
    """Tell whether what was due at an instant is not sent any more."""
    return now - at > LATE


def is_within(wall: time, first: time, last: time) -> bool:
    """Tell whether a local time lies from `first` to before `last`, over midnight if need be.

    Where the two are equal nothing does.
    """
    if first <= last:
        return first <= wall < last
    return wall >= first or wall < last
