"""Instants as whole numbers: microseconds since 1970 in UTC, which compare alike everywhere."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(instant: datetime) -> int:
    """Return whole microseconds since 1970; floats would round them."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def moment(number: int) -> datetime:
    """Return the instant of so many microseconds since 1970, aware, in UTC."""
    return _EPOCH + timedelta(microseconds=number)
