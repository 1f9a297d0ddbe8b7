"""When a local time is, in forty zones around both changes of their clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.edges import DAY, MINUTE, ZONES, Edge, edges, walk
from tracker.services.reminders.due import (
    Due,
    Planned,
    at_time,
    before_occasion,
    instant_of,
    is_within,
)
from tracker.streaks import local_date

QUARTERS = [time(number // 4, number % 4 * 15) for number in range(96)]


def following(at: time, zone: str, after: datetime, taken: date | None = None, **wish) -> Due:
    options = {"weekdays": None, "day_ends_at": 0, **wish}
    found = at_time(at, zone=zone, after=after, taken=taken, **options)
    assert found is not None
    return found


def test_there_are_forty_zones_and_both_edges_of_each() -> None:
    assert len(set(ZONES)) == 40
    found = edges()
    assert len(found) == 80
    assert sum(edge.forward for edge in found) == 40


@pytest.mark.parametrize("edge", edges(), ids=str)
def test_each_quarter_hour_of_each_day_is_due_once_and_when_a_watch_would_say_so(
    edge: Edge,
) -> None:
    begin, end = edge.at - 40 * 60 * MINUTE, edge.at + 40 * 60 * MINUTE
    seen = walk(edge.zone, begin, end)
    first, last = seen.minutes[0][1].date() + DAY, seen.minutes[-1][1].date() - DAY
    days = [first + number * DAY for number in range((last - first).days + 1)]
    for at in QUARTERS:
        expected = [moment for day in days if (moment := seen.due(day, at)) is not None]
        assert len(expected) >= 2
        found: list[Due] = []
        after, taken = expected[0] - MINUTE, None
        while len(found) < len(expected):
            found.append(following(at, edge.zone, after, taken))
            after, taken = found[-1].at, found[-1].day
        assert [due.at for due in found] == expected, at
        assert len({due.day for due in found}) == len(found)


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30"),
        ("Antarctica/Troll", "2026-03-29", "01:30", "2026-03-29T01:00"),
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00"),
        # The jump reaches over midnight: what was due before it comes with the new date.
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29T01:00"),
        ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59"),
        ("Pacific/Apia", "2011-12-30", "00:00", None),
        ("Pacific/Apia", "2011-12-30", "23:59", None),
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00"),
    ],
)
def test_a_jump_a_repetition_and_a_date_left_out(
    zone: str, day: str, at: str, instant: str | None
) -> None:
    found = instant_of(date.fromisoformat(day), time.fromisoformat(at), zone)
    expected = None if instant is None else datetime.fromisoformat(f"{instant}:00+00:00")
    assert found == expected


@given(
    zone=st.sampled_from(ZONES),
    after=st.datetimes(datetime(2009, 1, 1), datetime(2036, 1, 1)),
    minutes=st.integers(0, 1439),
    weekdays=st.none() | st.sets(st.integers(1, 7), min_size=1),
    day_ends_at=st.integers(0, 6),
)
def test_it_is_later_on_a_chosen_day_and_about_that_persons_date(
    zone: str, after: datetime, minutes: int, weekdays: set[int] | None, day_ends_at: int
) -> None:
    at, after = time(minutes // 60, minutes % 60), after.replace(tzinfo=UTC)
    found = following(at, zone, after, weekdays=weekdays, day_ends_at=day_ends_at)
    wall = found.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert found.at > after
    if wall.time() == at:
        assert weekdays is None or wall.isoweekday() in weekdays
        assert found.day == local_date(found.at, zone, day_ends_at)
    else:  # the clocks jumped over it, just then
        before = (found.at - MINUTE).astimezone(ZoneInfo(zone)).utcoffset()
        assert before != found.at.astimezone(ZoneInfo(zone)).utcoffset()
    again = following(at, zone, found.at, found.day, weekdays=weekdays, day_ends_at=day_ends_at)
    assert again.at > found.at
    assert again.day > found.day


def test_at_one_at_night_it_is_still_the_day_before_for_who_is_up_until_three() -> None:
    friday = datetime(2026, 5, 22, 12, tzinfo=UTC)
    due = following(time(1), "UTC", friday, weekdays=(6,), day_ends_at=3)
    assert due == Due(datetime(2026, 5, 23, 1, tzinfo=UTC), date(2026, 5, 22))


@pytest.mark.parametrize(
    ("zone", "at", "days"),
    [
        # Westward: Berlin's evening is over, New York's comes, on a date that had its reminder.
        ("America/New_York", "2026-05-06T00:00", "2026-05-06"),
        # Eastward over the date line: the fifth is never reminded of there.
        ("Pacific/Auckland", "2026-05-06T08:00", "2026-05-06"),
        # Westward over it: the same date comes twice, and once is enough.
        ("Pacific/Honolulu", "2026-05-07T06:00", "2026-05-06"),
    ],
)
def test_a_journey_brings_no_date_twice(zone: str, at: str, days: str) -> None:
    after = datetime(2026, 5, 5, 18, 30, tzinfo=UTC)  # 20:30 in Berlin
    due = following(time(20), zone, after, taken=date(2026, 5, 5))
    assert due.day == date.fromisoformat(days)
    assert due.at > after


def test_a_date_that_a_wrong_clock_took_is_forgotten() -> None:
    after = datetime(2026, 5, 5, 12, tzinfo=UTC)
    assert following(time(20), "UTC", after, taken=date(2031, 1, 1)).day == date(2026, 5, 5)
    assert following(time(20), "UTC", after, taken=date(2026, 5, 6)).day == date(2026, 5, 7)


def occasion(day: str, at: str | None) -> Planned:
    return Planned(date.fromisoformat(day), None if at is None else time.fromisoformat(at))


def test_an_occasion_is_announced_so_long_before_it_and_one_without_a_time_at_nine() -> None:
    after = datetime(2026, 3, 28, 12, tzinfo=UTC)

    def announced(*planned: Planned, hours: int = 2, taken: date | None = None) -> Due | None:
        lead = timedelta(hours=hours)
        return before_occasion(planned, lead, zone="Europe/Berlin", after=after, taken=taken)

    sunday, monday = date(2026, 3, 29), date(2026, 3, 30)
    # The night is an hour short: two hours before 4 it was 1.
    due = announced(occasion("2026-03-29", "04:00"))
    assert due == Due(datetime(2026, 3, 29, 0, tzinfo=UTC), sunday)
    due = announced(occasion("2026-03-29", None), hours=24)
    assert due == Due(datetime(2026, 3, 29, 7, tzinfo=UTC), sunday)
    both = (occasion("2026-03-30", "20:00"), occasion("2026-03-29", "20:00"))
    assert announced(*both) == Due(datetime(2026, 3, 29, 16, tzinfo=UTC), sunday)
    assert announced(*both, taken=sunday) == Due(datetime(2026, 3, 30, 16, tzinfo=UTC), monday)
    assert announced(occasion("2026-03-28", "14:30")) is None
    assert announced() is None


@pytest.mark.parametrize(
    ("first", "last", "inside", "outside"),
    [
        ("22:00", "07:00", ["22:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "21:59"]),
        ("13:00", "15:00", ["13:00", "14:59"], ["12:59", "15:00", "00:00"]),
        ("00:00", "06:00", ["00:00", "05:59"], ["06:00", "23:59"]),
        ("08:00", "08:00", [], ["07:59", "08:00", "08:01", "00:00"]),
    ],
)
def test_quiet_hours_may_wrap_midnight_and_equal_ones_are_none(
    first: str, last: str, inside: list[str], outside: list[str]
) -> None:
    for wall in inside + outside:
        bounds = (time.fromisoformat(first), time.fromisoformat(last))
        assert is_within(time.fromisoformat(wall), *bounds) == (wall in inside)
