"""When something that waits is told: late in the day of whoever said it, at no fixed moment."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.services import untold
from tracker.services.seat import Partner

HOURS = {"UTC": 0, "Europe/Berlin": 2, "Pacific/Kiritimati": 14, "Pacific/Pago_Pago": -11}
MORNING = datetime(2026, 5, 20, 9, tzinfo=UTC)


def span(now: datetime, zone: str = "UTC", day_ends_at: int = 0) -> tuple[datetime, datetime]:
    """Return the earliest and the latest moment that can be drawn."""
    me = Partner("ana", "Ana", zone, day_ends_at)
    first = untold.moment(me, now, lambda _below: 0)
    last = untold.moment(me, now, lambda below: below - 1)
    return first, last


@pytest.mark.parametrize("zone", HOURS)
@pytest.mark.parametrize("day_ends_at", [0, 3, 6])
def test_it_is_in_the_last_three_hours_of_ones_own_day(zone: str, day_ends_at: int) -> None:
    shift = timedelta(hours=HOURS[zone] - day_ends_at)
    for hour in range(24):
        now = MORNING + timedelta(hours=hour) - shift
        first, last = ((each + shift) for each in span(now, zone, day_ends_at))
        day = (now + shift).replace(hour=0)
        assert first == max(day + timedelta(hours=21), now + shift + untold.AHEAD)
        assert timedelta() < day + timedelta(days=1) - last <= timedelta(milliseconds=1)


@pytest.mark.parametrize(("minutes", "until"), [(31, 0), (29, 60), (11, 60), (1, 60)])
def test_at_the_very_end_of_a_day_it_is_within_the_hour_after_it(minutes: int, until: int) -> None:
    end = datetime(2026, 5, 21, tzinfo=UTC)
    now = end - timedelta(minutes=minutes)
    first, last = span(now)
    assert first == now + untold.AHEAD
    assert end + timedelta(minutes=until) - last == timedelta(milliseconds=1)


def test_a_day_that_a_change_of_clocks_makes_shorter_ends_as_early() -> None:
    now = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)  # 00:30 on the day of 23 hours
    first, last = span(now, "Europe/Berlin", 3)
    assert (first.hour, last.hour) == (23, 0)
    assert last - first < timedelta(hours=1, minutes=30)


def test_drawn_by_chance_it_is_hardly_twice_the_same() -> None:
    me = Partner("ana", "Ana", "UTC", 0)
    drawn = [untold.moment(me, MORNING) for _ in range(20)]
    assert len(set(drawn)) == 20
    assert len({moment.second for moment in drawn}) > 3
