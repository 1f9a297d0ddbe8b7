"""The instants at which the clocks of forty zones change, and what those clocks read around them.

What is expected is found by walking, minute by minute, and never by reckoning with offsets.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Asuncion",
    "America/Chicago",
    "America/Halifax",
    "America/Havana",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Amman",
    "Asia/Baku",
    "Asia/Beirut",
    "Asia/Damascus",
    "Asia/Gaza",
    "Asia/Hovd",
    "Asia/Jerusalem",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Atlantic/Stanley",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Moscow",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Easter",
]
"""Half hours, two hours, changes at midnight and before it, and dates that were left out."""
BEGIN = datetime(2007, 1, 1, tzinfo=UTC)
FURTHER = 7000


@dataclass(frozen=True)
class Edge:
    """A change of a zone's clocks: forward or back, at an instant."""

    zone: str
    at: datetime
    forward: bool

    def __str__(self) -> str:
        return f"{self.zone} {'forward' if self.forward else 'back'}"


def edges() -> list[Edge]:
    """Return of each zone the first change forward and the first one back since 2007."""
    return [edge for zone in ZONES for edge in _both(zone)]


def _both(zone: str) -> Iterator[Edge]:
    there, seen = ZoneInfo(zone), set()
    for number in range(FURTHER):
        before, after = BEGIN + number * DAY, BEGIN + (number + 1) * DAY
        old, new = (moment.astimezone(there).utcoffset() for moment in (before, after))
        assert old is not None
        assert new is not None
        if old == new or (new > old) in seen:
            continue
        seen.add(new > old)
        while after - before > MINUTE:
            middle = before + (after - before) // MINUTE // 2 * MINUTE
            if middle.astimezone(there).utcoffset() == new:
                after = middle
            else:
                before = middle
        yield Edge(zone, after, new > old)
        if len(seen) == 2:
            return
    raise AssertionError(f"{zone} does not change both ways")


@dataclass(frozen=True)
class Walk:
    """What the clock on the wall read in each minute of a stretch of time."""

    minutes: list[tuple[datetime, datetime]]
    """Instant and wall."""

    def due(self, day: date, at: time) -> datetime | None:
        """Return when somebody with a watch would say that it is that time, on that day.

        Within the stretch; where the clock jumps over it, as soon as it has; None where the day
        never comes.
        """
        wanted = datetime.combine(day, at)
        if wanted in self.first:
            return self.first[wanted]
        if day not in self.days:
            return None
        past = iter(self.minutes)
        _, wall = next(past)
        assert wall < wanted
        return next(instant for instant, wall in past if wall > wanted)

    @cached_property
    def first(self) -> Mapping[datetime, datetime]:
        """When the wall first read so."""
        return {wall: instant for instant, wall in reversed(self.minutes)}

    @cached_property
    def days(self) -> frozenset[date]:
        """The dates that came."""
        return frozenset(wall.date() for wall in self.first)


def walk(zone: str, begin: datetime, end: datetime) -> Walk:
    """Walk from an instant to another."""
    there = ZoneInfo(zone)
    count = (end - begin) // MINUTE
    moments = (begin + number * MINUTE for number in range(count))
    return Walk([(each, each.astimezone(there).replace(tzinfo=None)) for each in moments])
