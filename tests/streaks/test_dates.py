"""Find the date of an instant, over changes of clocks and dates that never were."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.streaks import cases
from tracker.streaks import local_date, week_of

BERLIN = "Europe/Berlin"
ZONES = [BERLIN, "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_day_that_ends_at_three_holds_the_small_hours_after_it() -> None:
    assert local_date(at("2026-07-02T00:59"), BERLIN, 3) == date(2026, 7, 1)
    assert local_date(at("2026-07-02T01:00"), BERLIN, 3) == date(2026, 7, 2)


def test_the_hours_come_off_the_wall_clock_when_clocks_go_forward() -> None:
    # 01:59 is followed by 03:00, and a day that ends at three is over at once.
    assert local_date(at("2026-03-29T00:59:59"), BERLIN, 3) == date(2026, 3, 28)
    assert local_date(at("2026-03-29T01:00"), BERLIN, 3) == date(2026, 3, 29)


def test_the_hour_that_comes_twice_belongs_to_one_day() -> None:
    for instant in ("2026-10-25T00:30", "2026-10-25T01:30"):
        assert local_date(at(instant), BERLIN, 3) == date(2026, 10, 24)
        assert local_date(at(instant), BERLIN, 2) == date(2026, 10, 25)


def test_samoa_went_without_the_30th_of_december_2011() -> None:
    hours = [at("2011-12-29T00:00") + timedelta(hours=i) for i in range(72)]
    seen = {local_date(hour, "Pacific/Apia", 0) for hour in hours}
    assert date(2011, 12, 30) not in seen
    # Taken off the wall clock, three hours reach into the date that was skipped.
    assert local_date(at("2011-12-30T10:00"), "Pacific/Apia", 3) == date(2011, 12, 30)


@pytest.mark.parametrize(("week_start", "first"), [(1, 16), (7, 15), (6, 21), (3, 18)])
def test_a_week_begins_on_the_weekday_that_is_its_first(week_start: int, first: int) -> None:
    saturday = date(2026, 11, 21)
    assert week_of(saturday, week_start) == date(2026, 11, first)


def test_an_instant_may_come_in_any_zone() -> None:
    instant = datetime.fromisoformat("2026-07-01T20:30:00-05:00")
    assert local_date(instant, BERLIN, 0) == date(2026, 7, 2)


@cases.thorough
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)),
    st.sampled_from(ZONES),
    st.integers(0, 6),
)
def test_a_later_end_of_day_is_never_a_later_date(wall: datetime, zone: str, hours: int) -> None:
    instant = wall.replace(tzinfo=UTC)
    dates = [local_date(instant, zone, h) for h in (0, hours)]
    assert dates[0] - dates[1] in (timedelta(0), timedelta(days=1))


@pytest.mark.parametrize(
    ("field", "instant", "zone", "hours"),
    [
        ("instant", datetime(2026, 1, 1), BERLIN, 0),
        ("instant", datetime.min.replace(tzinfo=UTC), "America/New_York", 0),
        ("zone", at("2026-01-01T00:00"), "Europe/Atlantis", 0),
        ("zone", at("2026-01-01T00:00"), "Europe", 0),
        ("zone", at("2026-01-01T00:00"), "../etc/passwd", 0),
        ("zone", at("2026-01-01T00:00"), "/etc/localtime", 0),
        ("zone", at("2026-01-01T00:00"), "", 0),
        ("zone", at("2026-01-01T00:00"), "a\0b", 0),
        ("zone", at("2026-01-01T00:00"), None, 0),
        ("day_ends_at", at("2026-01-01T00:00"), BERLIN, 7),
        ("day_ends_at", at("2026-01-01T00:00"), BERLIN, -1),
        ("day_ends_at", at("2026-01-01T00:00"), BERLIN, True),
        ("day_ends_at", at("2026-01-01T00:00"), BERLIN, 1.5),
    ],
)
def test_what_cannot_be_placed_is_refused(
    field: str, instant: datetime, zone: Any, hours: Any
) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        local_date(instant, zone, hours)
