"""Whom there is anything to call for: by mode, by what is done, by pauses, by when it holds."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.services import seat as seats
from tracker.services.reminders.relevance import Open

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY, YESTERDAY, MONDAY = date(2026, 5, 20), date(2026, 5, 19), date(2026, 5, 18)
"""A Wednesday."""


@pytest.fixture(autouse=True)
def _evening(app: Flask, time_machine: time_machine.TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    with app.app_context():
        yield


def tick(person: Someone, habit: str, day: date = TODAY, slot: int = 0) -> None:
    path = f"/api/habits/{habit}/ticks/{day}"
    assert person.put(path, {"slot": slot}).status_code == 200


def is_open(person: Someone, habit: str, day: date = TODAY) -> bool:
    session = db.session()
    session.rollback()
    seat = seats.take(session, person.id)
    return Open(session, seat, [habit], day, clock.now()).on(habit, day)


WEEK = {"unit": "week", "times": 2}
TWICE = {"times": 2}
SAID: list[tuple[str, dict[str, Any], list[tuple[str, date, int]], str]] = [
    # Mode, cadence, who ticked what, and who of the two is still called for today.
    ("together", {}, [], "ana ben"),
    ("together", {}, [("ana", TODAY, 0)], ""),
    ("together", {}, [("ben", TODAY, 0)], ""),
    ("together", {}, [("ana", YESTERDAY, 0)], "ana ben"),
    ("together", TWICE, [("ben", TODAY, 0)], "ana ben"),
    ("together", TWICE, [("ben", TODAY, 0), ("ana", TODAY, 1)], ""),
    ("together", TWICE, [("ben", TODAY, 0), ("ana", TODAY, 0)], "ana ben"),
    ("together", WEEK, [("ben", YESTERDAY, 0)], "ana ben"),
    ("together", WEEK, [("ben", TODAY, 0)], ""),
    ("together", WEEK, [("ben", MONDAY, 0), ("ana", YESTERDAY, 0)], ""),
    ("each", {}, [], "ana ben"),
    ("each", {}, [("ana", TODAY, 0)], "ben"),
    ("each", {}, [("ana", TODAY, 0), ("ben", TODAY, 0)], ""),
    ("each", TWICE, [("ana", TODAY, 0)], "ana ben"),
    ("each", TWICE, [("ana", TODAY, 0), ("ana", TODAY, 1)], "ben"),
    ("each", WEEK, [("ana", TODAY, 0)], "ben"),
    ("each", WEEK, [("ana", YESTERDAY, 0)], "ana ben"),
    ("each", WEEK, [("ana", MONDAY, 0), ("ana", YESTERDAY, 0)], "ben"),
    # Ana began on Monday, so Wednesday is hers again.
    ("turns", {}, [], "ana"),
    ("turns", {}, [("ben", TODAY, 0)], ""),
    ("turns", {}, [("ana", YESTERDAY, 0)], "ana"),
    ("turns", TWICE, [("ben", TODAY, 0)], "ana"),
    ("turns", WEEK, [], "ana"),
    ("turns", WEEK, [("ben", TODAY, 0)], ""),
    ("together", {"weekdays": "3"}, [], "ana ben"),
    ("together", {"weekdays": "2,4"}, [], ""),
    ("each", {"every": 3}, [("ana", YESTERDAY, 0)], "ben"),
]


@pytest.mark.parametrize(("mode", "cadence", "ticks", "called"), SAID)
def test_who_is_called_for_today(
    ana: Someone,
    ben: Someone,
    couple: str,
    mode: str,
    cadence: dict[str, Any],
    ticks: list[tuple[str, date, int]],
    called: str,
) -> None:
    habit = agreed(ana, couple, MONDAY, mode=mode, **cadence)
    people = {"ana": ana, "ben": ben}
    for name, day, slot in ticks:
        tick(people[name], habit, day, slot)
    assert [name for name in people if is_open(people[name], habit)] == called.split()


def test_an_unticked_one_is_open_again(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, MONDAY)
    tick(ana, habit)
    assert not is_open(ana, habit)
    assert ana.delete(f"/api/habits/{habit}/ticks/{TODAY}", json={}).status_code == 200
    assert is_open(ana, habit)


@pytest.mark.parametrize(
    ("first", "last", "of_all", "called"),
    [
        (0, 0, False, False),
        (0, 0, True, False),
        (-5, None, False, False),
        (-3, 3, True, False),
        (1, 5, False, True),
        (-5, -1, True, True),
    ],
)
@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_what_rests_calls_nobody_and_what_rests_on_other_days_does(
    ana: Someone, couple: str, unit: str, first: int, last: int | None, of_all: bool, called: bool
) -> None:
    habit = agreed(ana, couple, date(2026, 4, 1), unit=unit)
    other = agreed(ana, couple, date(2026, 4, 1), title="Another")
    day = timedelta(days=1)
    pause = {
        "habit": None if of_all else habit,
        "first": (TODAY + first * day).isoformat(),
        "last": None if last is None else (TODAY + last * day).isoformat(),
    }
    assert ana.post("/api/pauses", pause).status_code == 201
    assert is_open(ana, habit) == called
    assert is_open(ana, other) == (called or not of_all)


def test_what_has_not_begun_or_has_ended_calls_nobody(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY + timedelta(days=1))
    assert not is_open(ana, habit)
    assert is_open(ana, habit, TODAY + timedelta(days=1))
    over = agreed(ana, couple, MONDAY)
    assert ana.post(f"/api/habits/{over}/retire").status_code == 200
    assert not is_open(ana, over)


def test_nobody_is_called_for_what_others_agreed(ana: Someone, couple: str, eva: Someone) -> None:
    habit = agreed(ana, couple, MONDAY)
    assert is_open(ana, habit)
    assert not is_open(eva, habit)


@pytest.mark.parametrize("on", [TODAY, TODAY + timedelta(days=6)])
def test_an_occasion_counts_for_the_period_it_was_set_for(
    ana: Someone, ben: Someone, couple: str, on: date
) -> None:
    habit = agreed(ana, couple, MONDAY, unit="week", mode="together")
    path = f"/api/habits/{habit}/occasions/{MONDAY}"
    assert ben.put(path, {"day": on.isoformat(), "time": "21:00"}).status_code == 200

    def called() -> bool:
        session = db.session()
        session.rollback()
        opened = Open(session, seats.take(session, ana.id), [habit], on, clock.now())
        assert not opened.at_occasion(habit, on + timedelta(days=1))
        return opened.at_occasion(habit, on)

    assert called()
    tick(ben, habit, YESTERDAY)
    assert not called()
