"""Instants as whole numbers, and as the beginning of a date."""

from datetime import UTC, date, datetime, timedelta

from tracker.services.instants import begin_of, micros, moment
from tracker.streaks import local_date


def test_microseconds_are_exact() -> None:
    instant = datetime(2026, 5, 20, 18, 30, 0, 123457, tzinfo=UTC)
    assert moment(micros(instant)) == instant
    assert micros(instant + timedelta(microseconds=1)) == micros(instant) + 1


def test_a_date_begins_at_the_first_instant_that_is_its_own() -> None:
    day, clock = date(2026, 3, 29), ("Europe/Berlin", 3)  # the clocks change that night
    begin = begin_of(day, *clock)
    assert begin == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert local_date(begin, *clock) == day
    assert local_date(begin - timedelta(microseconds=1), *clock) == date(2026, 3, 28)
