"""Ticks on one cell at once: one state, told to both in the same order, without a gap."""

import random
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.models import Tick

THREADS = 8


@pytest.fixture
def today() -> date:
    return clock.now().date()


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str, today: date) -> str:
    return agreed(ana, couple, today - timedelta(days=10))


def path(habit: str, day: date) -> str:
    return f"/api/habits/{habit}/ticks/{day}"


def told(ana: Someone, ben: Someone) -> list[dict[str, Any]]:
    """Return what both were told, after checking that it is the same, numbered 1, 2, 3."""
    ours, theirs = ana.stream(), ben.stream()
    for stream in (ours, theirs):
        assert [item["seq"] for item in stream] == list(range(1, len(stream) + 1))
    assert [item["data"] for item in ours] == [item["data"] for item in theirs]
    return [item["data"] for item in ours]


def cells(app: Flask, habit: str) -> list[Tick]:
    with app.app_context():
        found = db.session.scalars(db.select(Tick).filter_by(habit_id=habit)).all()
        db.session.expunge_all()
        return list(found)


def shown(person: Someone, habit: str) -> list[tuple[str, str, str | None]]:
    items = person.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    return [(item["person"], item["date"], item["note"]) for item in items]


def op(habit: str, day: date, at: datetime, done: bool, note: str) -> dict[str, Any]:
    fields = {"op": str(uuid4()), "type": "tick", "habit": habit, "date": day.isoformat()}
    words = {"note": note} if done else {}
    return {**fields, "slot": 0, "done": done, "at": at.isoformat(), **words}


def test_of_what_many_phones_send_at_once_the_newest_word_holds(
    app: Flask, ana: Someone, ben: Someone, couple: str, habit: str, today: date
) -> None:
    dice = random.Random(7)
    for number in range(ROUNDS):
        # Not today: the older of them may be from before midnight.
        day = today - timedelta(days=1 + number % 2)
        now = clock.now()
        moments = [now - timedelta(minutes=5 * back) for back in range(1, THREADS * 4 + 1)]
        ops = [op(habit, day, at, dice.random() < 0.5, f"{at:%H:%M}") for at in moments]
        newest = ops[0]
        dice.shuffle(ops)
        envelopes = [
            {
                "couple": couple,
                "device": str(uuid4()),
                "sent_at": now.isoformat(),
                "after": 0,
                # Two phones send each of them: a lost answer makes a phone say it again.
                "ops": ops[phone * 4 :][:8] or ops[:8],
            }
            for phone in range(THREADS)
        ]
        answers = together([partial(ana.post, "/api/sync", body) for body in envelopes])
        assert {answer.status_code for answer in answers} == {200}
        results = [result for answer in answers for result in answer.get_json()["results"]]
        assert {result["status"] for result in results} <= {"applied", "duplicate", "superseded"}
        taken = [result["op"] for result in results if result["status"] != "duplicate"]
        assert sorted(taken) == sorted({one["op"] for one in ops})
        cell = next(cell for cell in cells(app, habit) if cell.date == day)
        assert (cell.op, cell.done) == (newest["op"], newest["done"])
        assert cell.note == newest.get("note")
        last = [change for change in told(ana, ben) if change["date"] == day.isoformat()][-1]
        assert (last["done"], last["has_note"]) == (cell.done, cell.note is not None)


def test_partners_who_tick_at_once_keep_the_day_and_hear_the_same(
    ana: Someone, ben: Someone, habit: str, today: date
) -> None:
    for back in (2, 1, 0):
        place = path(habit, today - timedelta(days=back))
        answers = together([partial(one.put, place) for one in (ana, ben)] * (THREADS // 2))
        assert {answer.status_code for answer in answers} == {200}
        first, second = told(ana, ben)[-2:]
        assert {first["person"], second["person"]} == {ana.id, ben.id}
        assert second["progress"]["current"] == 3 - back
        for one in (ana, ben):
            progress = one.get(f"/api/habits/{habit}/progress").get_json()
            period = next(p for p in progress["periods"] if p["end"] == place[-10:])
            assert (period["outcome"], progress["current"]) == ("kept", 3 - back)
    assert len(told(ana, ben)) == 6
