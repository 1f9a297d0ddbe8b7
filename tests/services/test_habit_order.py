"""One's own order of the habits: the other's stays as it is, and nobody else learns of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import HabitPlace
from tracker.services import amendments, day, habit_order, habits, progress
from tracker.services.errors import Conflict, Gone, Invalid, NotFound

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)


@pytest.fixture
def three(ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture) -> list[str]:
    made = []
    for minute, title in enumerate(("Walk", "Thanks", "Letters")):
        time_machine.move_to(NOW + timedelta(minutes=minute), tick=False)
        made.append(agreed(ana, couple, TODAY, title=title))
    return made


def put(person: Someone, ids: list[str]) -> list[str]:
    with person.app.app_context():
        return habit_order.put(person.id, ids, NOW)


def move(person: Someone, habit: str, steps: int) -> list[str]:
    with person.app.app_context():
        return habit_order.move(person.id, habit, steps, NOW)


def seen(person: Someone) -> list[str]:
    """Return the habits as they come on Today and in lists, which is as they come on Us."""
    with person.app.app_context():
        alive = [each.id for each in habits.alive(person.id, NOW)]
        assert [each.id for each in progress.overview(person.id, NOW).habits] == alive
        assert set(day.read(person.id, None, NOW).habits) == set(alive)
        return alive


def test_until_somebody_chooses_they_come_as_they_were_made(
    ana: Someone, ben: Someone, three: list[str]
) -> None:
    assert seen(ana) == seen(ben) == three


def test_one_s_order_is_one_s_own(
    ana: Someone, ben: Someone, three: list[str], dev: Someone, eva: Someone
) -> None:
    walk, thanks, letters = three
    assert put(ana, [letters, walk]) == [letters, walk, thanks]
    assert seen(ana) == [letters, walk, thanks]
    assert seen(ben) == three
    assert [change["data"] for change in ana.stream()] == [{"what": "order"}]
    assert ben.stream() == dev.stream() == eva.stream() == []


def test_the_same_order_again_is_no_change(ana: Someone, three: list[str]) -> None:
    put(ana, three)
    put(ana, three)
    assert len(ana.stream()) == 1


def test_a_habit_moves_by_places_and_no_further_than_there_are_any(
    ana: Someone, three: list[str]
) -> None:
    walk, thanks, letters = three
    assert move(ana, letters, -1) == [walk, letters, thanks]
    assert move(ana, letters, -1) == [letters, walk, thanks]
    assert move(ana, letters, -1) == [letters, walk, thanks]
    assert move(ana, letters, 1) == [walk, letters, thanks]


def test_what_is_new_comes_behind_and_what_ends_leaves_no_gap(
    ana: Someone, couple: str, three: list[str]
) -> None:
    walk, thanks, letters = three
    put(ana, [letters, thanks, walk])
    new = agreed(ana, couple, TODAY, title="Breakfast")
    assert seen(ana) == [letters, thanks, walk, new]
    with ana.app.app_context():
        amendments.retire(ana.id, thanks, NOW)
    assert seen(ana) == [letters, walk, new]
    assert move(ana, new, -1) == [letters, new, walk]


def test_what_is_not_there_or_not_in_force_has_no_place(
    app: Flask, ana: Someone, ben: Someone, three: list[str], dev: Someone, eva: Someone
) -> None:
    walk = three[0]
    for person in (dev, eva):
        with pytest.raises(NotFound):
            put(person, [walk])
        with pytest.raises(NotFound):
            move(person, walk, 1)
    with pytest.raises(NotFound):
        put(ana, ["00000000-0000-4000-8000-000000000000"])
    with app.app_context():
        amendments.retire(ben.id, walk, NOW)
    with pytest.raises(Invalid):
        put(ana, [walk])
    with pytest.raises(Conflict):
        move(ana, walk, 1)
    ana.post("/api/couple/unlink")
    with pytest.raises(Gone):
        move(ben, three[1], 1)
    with app.app_context():
        assert db.session.query(HabitPlace).count() == 0
