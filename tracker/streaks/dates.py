"""Tell which date an instant belongs to where somebody lives, and where its week begins."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MOST_HOURS = 6


def local_date(instant: datetime, zone: str, day_ends_at: int) -> date:
    """Give the date of the wall clock in the IANA `zone`, `day_ends_at` hours taken off it.

    The hours are whole ones, 0 to 6. Raises ValueError as "field: message" for a naive
    instant, an unknown zone or other hours.
    """
    if type(day_ends_at) is not int or not 0 <= day_ends_at <= MOST_HOURS:
        raise ValueError("day_ends_at: must be a whole number of hours from 0 to 6")
    if instant.utcoffset() is None:
        raise ValueError("instant: must be aware of its zone")
    try:
        wall = instant.astimezone(_zone(zone))
        # The hours come off the wall clock: off the instant, a change of clocks would move them.
        return (wall.replace(tzinfo=None) - timedelta(hours=day_ends_at)).date()
    except OverflowError:
        raise ValueError("instant: out of the calendar") from None


def week_of(day: date, week_start: int) -> date:
    """Give the first day of the week that a day lies in; `week_start` is ISO 1 to 7."""
    return day - timedelta(days=(day.isoweekday() - week_start) % 7)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, TypeError, ValueError, AttributeError):
        # An unknown name, a folder of zones, a path, no string: all the same to the caller.
        raise ValueError("zone: must be the name of an IANA zone") from None
