"""Instants: as whole numbers, which compare alike everywhere, and as the beginning of a date."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(instant: datetime) -> int:
    """Return whole microseconds since 1970; floats would round them."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def moment(number: int) -> datetime:
    """Return the instant of so many microseconds since 1970, aware, in UTC."""
    return _EPOCH + timedelta(microseconds=number)


def begin_of(day: date, zone: str, day_ends_at: int) -> datetime:
    """Return the instant, in UTC, at which a date begins for whoever lives by this clock.

    `zone` is an IANA name, `day_ends_at` whole hours after midnight: see streaks.local_date.
    """
    return datetime.combine(day, time(day_ends_at), ZoneInfo(zone)).astimezone(UTC)
