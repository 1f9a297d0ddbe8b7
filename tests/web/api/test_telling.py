"""Ticks that are told at the end of a day end as they would have been without that.

Two couples live the same days, by turns: of one of them somebody tells late, now and then. At each
step she sees what the other one sees who tells at once; and when all is told, all is the same.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.agreeing import agree
from tests.support.people import Someone, link, problem
from tests.support.telling import minute, moment_of, tells
from tracker import clock
from tracker.extensions import db
from tracker.models import Person, Tick, UntoldTick
from tracker.services import day as days

BEGAN = datetime(2026, 5, 18, 6, tzinfo=UTC)
WISHES: tuple[dict[str, Any], ...] = (
    {"mode": "each", "cadence": {"unit": "day", "times": 2}},
    {"mode": "together", "cadence": {"unit": "week", "times": 2}},
)
EXAMPLES = 100 if os.environ.get("WOVEN_FULL") else 3
# What, of which habit, which slot, how many days back, how many hours later.
STEPS = st.tuples(
    st.sampled_from(("put", "put", "note", "clear", "phone", "phone clears", "ben", "on", "off")),
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 2),
    st.sampled_from((0, 0, 1, 5, 9, 17)),
)


@dataclass
class Life:
    """A couple, and what becomes of what is said in it."""

    ana: Someone
    ben: Someone
    couple: str
    habits: list[str] = field(default_factory=list)

    def names(self) -> dict[str, str]:
        """Return whose the ids of this couple are."""
        return {self.ana.id: "ana", self.ben.id: "ben"}

    def path(self, habit: int, day: date) -> str:
        return f"/api/habits/{self.habits[habit]}/ticks/{day}"

    def sends(self, number: int, habit: int, slot: int, day: date, done: bool) -> Any:
        """Say it on a phone three hours before it sends."""
        op = {"op": str(UUID(int=number)), "type": "tick", "habit": self.habits[habit]}
        at = (clock.now() - timedelta(hours=3)).isoformat()
        words = {"note": f"phone {number}"} if done and number % 2 else {}
        ops = [{**op, "date": str(day), "slot": slot, "done": done, "at": at, **words}]
        body = {"couple": self.couple, "device": op["op"], "after": 0, "ops": ops}
        return self.ana.post("/api/sync", {**body, "sent_at": clock.now().isoformat()})

    def ticks(self, person: Someone, habit: int) -> Any:
        names = self.names()
        items = person.get(f"/api/habits/{self.habits[habit]}/ticks").get_json()["items"]
        return sorted(str({**item, "person": names[item["person"]]}) for item in items)

    def today(self) -> Any:
        """Return how ana's habits stand on Today."""
        with self.ana.app.app_context():
            view = days.read(self.ana.id, None, clock.now())
            db.session.expunge_all()
        return [
            (on.current, on.best, on.strength, on.period and on.period.outcome, on.late)
            for on in (view.habits[habit] for habit in self.habits)
        ]

    def stored(self) -> Any:
        """Return the cells as they are stored, but for the ids that a PUT draws."""
        names = self.names()
        with self.ana.app.app_context():
            rows = db.session.scalars(db.select(Tick).where(Tick.habit_id.in_(self.habits))).all()
            return sorted(
                (
                    self.habits.index(row.habit_id),
                    row.date,
                    names[row.person_id],
                    row.slot,
                    (row.done, row.eff, row.note, row.note_eff),
                )
                for row in rows
            )

    def progress(self) -> Any:
        found = self.ben.get("/api/progress").get_json()
        figures = ("mode", "current", "best", "grace", "strength")
        return found["weeks"], sorted([one[key] for key in figures] for one in found["habits"])


def live(app: Flask, number: int) -> Life:
    ana = Someone(app, f"ana{number}", "Europe/Berlin")
    ben = Someone(app, f"ben{number}", "America/New_York")
    life = Life(ana, ben, link(ana, ben))
    start = str(BEGAN.date())
    life.habits = [agree(ana, ben, starts_on=start, **wish)["id"] for wish in WISHES]
    return life


def act(life: Life, number: int, step: tuple[str, int, int, int, int]) -> tuple[int, Any]:
    """Let one thing happen, and return what it is answered."""
    what, habit, slot, back, _ = step
    slot = slot if habit == 0 else 0
    day = (clock.now() - timedelta(days=back, hours=4)).date()  # one that has come for both
    path = life.path(habit, day)
    if what.startswith("phone"):
        answer = life.sends(number, habit, slot, day, what == "phone")
        return answer.status_code, [one["status"] for one in answer.get_json()["results"]]
    if what == "clear":
        answer = life.ana.delete(f"{path}?slot={slot}")
    else:
        words = {"note": f"words {number}"} if what == "note" else {}
        answer = (life.ben if what == "ben" else life.ana).put(path, {"slot": slot, **words})
    told = answer.get_json()
    told = told.get("tick", told)
    return answer.status_code, {key: told.get(key) for key in ("done", "note", "late", "code")}


@pytest.fixture
def numbers() -> Iterator[int]:
    return iter(range(10**6))


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],  # to make a failing life shorter takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=12, max_size=16))
def test_when_all_is_told_all_is_as_if_it_had_been_told_at_once(
    app: Flask, numbers: Iterator[int], steps: list[tuple[str, int, int, int, int]]
) -> None:
    with time_machine.travel(BEGAN, tick=False) as travel:
        at_once, late = live(app, next(numbers)), live(app, next(numbers))
        tells(late.ana, "day_end")
        for number, step in enumerate(steps, 1):
            travel.shift(timedelta(hours=step[-1], minutes=number))
            minute(late.ana)
            if step[0] in ("on", "off"):
                tells(late.ana, "day_end" if step[0] == "on" else "at_once")
                continue
            assert act(late, number, step) == act(at_once, number, step)
            assert late.ticks(late.ana, step[1]) == at_once.ticks(at_once.ana, step[1])
            assert late.today() == at_once.today()
        travel.shift(timedelta(days=1, hours=2))
        minute(late.ana)
        assert moment_of(late.ana) is None
        for read in (Life.stored, Life.progress, lambda life: life.ticks(life.ben, 0)):
            assert read(late) == read(at_once)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(UntoldTick)) == 0


def test_the_setting_is_ones_own_and_only_these_two_words(
    ana: Someone, ben: Someone, couple: str
) -> None:
    assert ana.get("/api/me").get_json()["ticks_seen"] == "at_once"
    before = ben.stream()
    tells(ana, "day_end")
    tells(ana, "day_end")
    assert [item["kind"] for item in ana.stream()] == ["settings"]
    assert ana.patch("/api/me", {"name": "Anna"}).get_json()["ticks_seen"] == "day_end"
    assert ben.get("/api/me").get_json()["ticks_seen"] == "at_once"
    assert [item["kind"] for item in ben.stream()[len(before) :]] == ["couple"]  # the name
    assert "day_end" not in ben.get("/api/couple").get_data(as_text=True)
    for value in ("tomorrow", None, True, ""):
        problem(ana.patch("/api/me", {"ticks_seen": value}), 422, "invalid")
    with ana.app.app_context():
        flags = {row.id: row.tells_at_day_end for row in db.session.scalars(db.select(Person))}
    assert flags == {ana.id: True, ben.id: False}
