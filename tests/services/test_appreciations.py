"""Warm marks: for the partner's words alone, and for exactly these."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import agree, ask
from tests.support.people import Someone
from tracker import clock
from tracker.services import appreciations, day, errors, jar, ticks

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    found = str(agree(ana, ben, cadence={"unit": "day", "times": 2}, mode="each")["id"])
    write(ana, found, "Twice around the lake")
    return found


def write(person: Someone, habit: str, note: str | None, slot: int = 0) -> None:
    with person.app.app_context():
        ticks.tick(person.id, habit, TODAY, clock.now(), slot=slot, note=note, carries_note=True)


def mark(person: Someone, habit: str, answer: str = "heart", **where: Any) -> Any:
    place = {"day": TODAY, "slot": 0, **where}
    with person.app.app_context():
        return appreciations.mark(person.id, habit, answer=answer, now=clock.now(), **place)


def unmark(person: Someone, habit: str, slot: int = 0) -> None:
    with person.app.app_context():
        appreciations.unmark(person.id, habit, TODAY, slot, clock.now())


def shown(person: Someone, habit: str) -> dict[tuple[str, int], str | None]:
    """Return the marks that Today and the jar show, which are the same."""
    with person.app.app_context():
        written = day.read(person.id, None, clock.now()).habits[habit].written
        of_today = {(one.person, one.slot): one.mark for one in written if one.note}
        slips = jar.month(person.id, clock.now()).slips
        assert {(one.person, one.slot): one.mark for one in slips} == of_today
    return of_today


def test_both_see_a_mark_and_the_last_one_holds(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    before = len(ana.stream()), len(ben.stream())
    mark(ben, habit)
    mark(ben, habit, "keep")
    mark(ben, habit, "keep")
    for person, known in zip((ana, ben), before, strict=True):
        assert shown(person, habit) == {(ana.id, 0): "keep"}
        news = person.stream()[known:]
        data = {"habit": habit, "person": ana.id, "date": str(TODAY), "slot": 0}
        assert [(one["kind"], one["data"]) for one in news] == [
            ("mark", data | {"mark": "heart"}),
            ("mark", data | {"mark": "keep"}),
        ]
    assert ana.stream()[-1]["at"] == str(TODAY)  # the day is all that she learns of when
    assert dev.stream() == eva.stream() == []


def test_it_can_be_taken_back_and_twice_is_once(ana: Someone, ben: Someone, habit: str) -> None:
    mark(ben, habit)
    before = len(ana.stream())
    unmark(ben, habit)
    unmark(ben, habit)
    assert shown(ana, habit) == {(ana.id, 0): None}
    (news,) = ana.stream()[before:]
    assert news["data"]["mark"] is None


def test_nobody_marks_their_own_words(ana: Someone, ben: Someone, habit: str) -> None:
    for there in (habit, habit):
        with pytest.raises(errors.Forbidden) as refused:
            mark(ana, there, whose=ana.id)
        assert refused.value.code == "own_words"
        write(ben, habit, None)
    with pytest.raises(errors.NotFound):
        mark(ana, habit)  # ben wrote nothing
    assert shown(ana, habit) == {(ana.id, 0): None}


@pytest.mark.parametrize("where", [{"day": TODAY - timedelta(days=1)}, {"slot": 1}, {"slot": 19}])
def test_where_no_words_are_there_is_nothing_to_mark(
    ben: Someone, habit: str, where: dict[str, Any]
) -> None:
    with pytest.raises(errors.NotFound):
        mark(ben, habit, **where)


def test_other_words_have_no_mark(ana: Someone, ben: Someone, habit: str) -> None:
    mark(ben, habit)
    write(ana, habit, "Once around the lake")
    assert shown(ben, habit) == {(ana.id, 0): None}
    before = len(ana.stream())
    unmark(ben, habit)
    assert len(ana.stream()) == before  # there was none to be seen
    mark(ben, habit, "smile")
    assert shown(ana, habit) == {(ana.id, 0): "smile"}


def test_words_that_were_taken_back_take_the_mark_along(
    ana: Someone, ben: Someone, habit: str
) -> None:
    mark(ben, habit)
    with ana.app.app_context():
        ticks.clear(ana.id, habit, TODAY, clock.now())
    assert shown(ben, habit) == {}
    with pytest.raises(errors.NotFound):
        mark(ben, habit)
    write(ana, habit, "Twice around the lake")
    assert shown(ben, habit) == {(ana.id, 0): None}


def test_a_tick_that_is_said_again_keeps_words_and_mark(
    ana: Someone, ben: Someone, habit: str
) -> None:
    mark(ben, habit)
    with ana.app.app_context():
        ticks.tick(ana.id, habit, TODAY, clock.now())
    assert shown(ana, habit) == {(ana.id, 0): "heart"}


def test_each_place_of_a_day_has_its_own(ana: Someone, ben: Someone, habit: str) -> None:
    write(ana, habit, "And once more", slot=1)
    write(ben, habit, "In the rain")
    mark(ben, habit, "thanks", slot=1)
    mark(ana, habit, "smile", whose=ben.id)
    assert shown(ana, habit) == {(ana.id, 0): None, (ana.id, 1): "thanks", (ben.id, 0): "smile"}


def test_words_of_a_habit_that_ended_can_be_answered(
    ana: Someone, ben: Someone, habit: str
) -> None:
    assert ana.post(f"/api/habits/{habit}/retire").status_code == 200
    mark(ben, habit)
    with ana.app.app_context():
        assert [one.mark for one in jar.month(ana.id, clock.now()).slips] == ["heart"]


def test_strangers_and_who_left_reach_nothing(
    app: Flask, ana: Someone, ben: Someone, dev: Someone, eva: Someone, max_: Someone, habit: str
) -> None:
    for person in (dev, max_):
        with pytest.raises(errors.NotFound):
            mark(person, habit)
    with pytest.raises(errors.NotFound):
        mark(ben, habit, whose=dev.id)
    waiting = str(ask(max_)["id"])
    with pytest.raises(errors.NotFound):
        mark(max_, waiting)
    ana.post("/api/couple/unlink")
    with pytest.raises(errors.Gone):
        mark(ben, habit)
    with app.app_context(), pytest.raises(errors.NotFound):
        jar.month(ben.id, clock.now())
