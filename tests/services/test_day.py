"""A day as one of a couple reads it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone, link
from tracker.services import day as days
from tracker.services import ticks
from tracker.services.day import DayView
from tracker.services.errors import NotFound

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


def read(person: Someone, day: date | None = None, now: datetime = NOW) -> DayView:
    with person.app.app_context():
        return days.read(person.id, day, now)


def test_a_day_reaches_back_as_far_as_one_may_tick(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY - 40 * DAY)
    view = read(ana)
    assert (view.day, view.first, view.local_date) == (TODAY, TODAY - 3 * DAY, TODAY)
    assert read(ana, TODAY - 3 * DAY).day == TODAY - 3 * DAY
    for day in (TODAY - 4 * DAY, TODAY + DAY):
        with pytest.raises(NotFound):
            read(ana, day)


def test_nobody_reads_another_couple_s_day(
    ana: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    habit = agreed(ana, couple, TODAY - DAY)
    assert habit in read(ana).habits
    assert read(dev).habits == read(eva).habits == {}
    with pytest.raises(NotFound):
        read(max_)


def test_what_both_wrote_in_the_period_is_there_with_its_words(
    ana: Someone, ben: Someone, couple: str
) -> None:
    weekly = agreed(ana, couple, date(2026, 5, 11), unit="week", times=3)
    with ana.app.app_context():
        ticks.tick(ben.id, weekly, TODAY - 2 * DAY, NOW, note="Rain", carries_note=True)
        ticks.tick(ben.id, weekly, TODAY - 3 * DAY, NOW)
        ticks.tick(ana.id, weekly, TODAY, NOW)
        ticks.clear(ana.id, weekly, TODAY - DAY, NOW)
    written = read(ana).habits[weekly].written
    assert [(tick.person, tick.date, tick.note) for tick in written] == [
        (ben.id, TODAY - 2 * DAY, "Rain"),
        (ana.id, TODAY, None),
    ]


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), 23),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 25),
        (datetime(2026, 7, 1, 10, 0, tzinfo=UTC), 12),
    ],
)
def test_the_next_day_is_as_far_as_the_clock_says(
    app: Flask, ben: Someone, now: datetime, hours: int
) -> None:

    berlin = Someone(app, "berta", "Europe/Berlin")
    link(berlin, ben)
    assert read(berlin, None, now).turns_in == hours * 3600
