"""Instants as whole numbers."""

from datetime import UTC, datetime, timedelta

from tracker.services.instants import micros, moment


def test_microseconds_are_exact() -> None:
    instant = datetime(2026, 5, 20, 18, 30, 0, 123457, tzinfo=UTC)
    assert moment(micros(instant)) == instant
    assert micros(instant + timedelta(microseconds=1)) == micros(instant) + 1
