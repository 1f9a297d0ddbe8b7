"""Tidying up while those it is about leave for good, take their data along, or do it elsewhere."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import time_machine
from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.services.test_left_couples import export, purge
from tests.support.agreeing import agree
from tests.support.jobs import run_round
from tests.support.people import PASSWORD, Someone, link
from tracker.extensions import db
from tracker.models import Habit, KeptTick

START = datetime(2026, 1, 5, 18, tzinfo=UTC)


def left(app: Flask, number: int, machine: Any) -> tuple[Someone, Someone]:
    """Return two who ticked four days and left each other 30 days ago."""
    machine.move_to(START, tick=False)
    one, other = Someone(app, f"one{number}"), Someone(app, f"other{number}")
    link(one, other)
    habits = [agree(one, other, title=title)["id"] for title in ("Walk", "Read")]
    for day in ("2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"):
        machine.move_to(START, tick=False)
        for person in (one, other):
            for habit in habits:
                person.put(f"/api/habits/{habit}/ticks/{day}", {"note": person.name})
    one.post("/api/couple/unlink")
    machine.shift(timedelta(days=31))
    return one, other


def test_several_at_once_do_it_once(
    app: Flask, time_machine: time_machine.TimeMachineFixture
) -> None:
    for number in range(ROUNDS):
        one, other = left(app, number, time_machine)
        before = len(export(one)["couples"][0]["habits"][0]["ticks"])
        together([partial(run_round, app, "clean_up")] * 4)
        purge(app)
        for person in (one, other):
            kept = export(person)["kept_ticks"]
            assert len(kept) == 2 * before
            assert {tick["note"] for tick in kept} == {person.name}


def test_while_one_is_erased_and_the_other_takes_theirs_along(
    app: Flask, time_machine: time_machine.TimeMachineFixture
) -> None:
    for number in range(ROUNDS):
        one, other = left(app, number, time_machine)
        calls: list[Any] = [
            partial(run_round, app, "clean_up"),
            partial(one.delete, "/api/me", json={"password": PASSWORD}),
            partial(other.post, "/api/me/export", {"password": PASSWORD}),
            partial(run_round, app, "clean_up"),
        ]
        _, erased, exported, _ = together(calls)
        assert (erased.status_code, exported.status_code) == (204, 200)
        assert one.name not in str(exported.get_json()["kept_ticks"])
        purge(app)
        with app.app_context():
            assert db.session.query(KeptTick).filter_by(person_id=one.id).count() == 0
            assert db.session.query(Habit).count() == 0
        assert {tick["note"] for tick in export(other)["kept_ticks"]} == {other.name}


def test_while_both_are_erased(app: Flask, time_machine: time_machine.TimeMachineFixture) -> None:
    for number in range(ROUNDS):
        two = left(app, number, time_machine)
        erase: list[Any] = [
            partial(one.delete, "/api/me", json={"password": PASSWORD}) for one in two
        ]
        answers: list[Any] = together([partial(run_round, app, "clean_up"), *erase])
        for answer, again in zip(answers[1:], erase, strict=True):
            # Two who go at once may get into each other's way: then one is asked to come again.
            assert answer.status_code == 204 or again().status_code == 204
        purge(app)
        with app.app_context():
            assert db.session.query(KeptTick).count() == db.session.query(Habit).count() == 0
