"""Couples with lives drawn by a seed: agreements, turns, pauses, days kept and let go, two zones.

They are rows, as the use cases would leave them; a few milliseconds a couple.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tests.support.people import Someone, link
from tracker import clock
from tracker.models import Couple, Habit, Pause, Terms, Tick
from tracker.models.columns import new_id
from tracker.services import checkpoints, transaction
from tracker.services import seat as seats
from tracker.services.seat import Seat

ZONES = (
    "Pacific/Kiritimati",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Pago_Pago",
)
CADENCES: tuple[dict[str, Any], ...] = (
    {"unit": "day"},
    {"unit": "day"},
    {"unit": "day", "times": 2},
    {"unit": "day", "weekdays": "1,3,6"},
    {"unit": "day", "every": 4},
    {"unit": "week"},
    {"unit": "week", "times": 3},
    {"unit": "week", "every": 2, "times": 2},
    {"unit": "month", "times": 4},
)
MODES = ("together", "each", "turns")
NEVER = "00000000-0000-4000-8000-000000000000"
REACH = 60
"""A phone that was offline, with a long time to write down, reaches back so many days."""


@dataclass
class Life:
    """A couple to whom things happen."""

    one: Someone
    other: Someone
    couple: str
    dice: random.Random
    habits: list[str] = field(default_factory=list)
    ended: dict[str, date] = field(default_factory=dict)

    def seat(self, session: Session) -> Seat:
        """Return the first one's seat."""
        return seats.take(session, self.one.id)

    def begin(self, days: int) -> None:
        """Live through the days up to now."""
        with self.one.app.app_context(), transaction.writing() as session:
            seat = self.seat(session)
            latest = seat.latest(clock.now())
            first = latest - timedelta(days=days)
            for _ in range(self.dice.randint(1, 3)):
                self._agree(
                    session, first + timedelta(days=self.dice.randint(0, days // 2)), latest
                )
            for _ in range(self.dice.choice((0, 0, 1, 3))):
                self._rest(session, first + timedelta(days=self.dice.randint(0, days)))
            self._tick(session, first, latest)

    def go_on(self, days: int) -> None:
        """Live through the last days: ticks, some of them late, new terms, an end, a pause."""
        with self.one.app.app_context(), transaction.writing() as session:
            seat = self.seat(session)
            latest = seat.latest(clock.now())
            since = latest - timedelta(days=days)
            if self.dice.random() < 0.5:
                self._amend(session, since + timedelta(days=self.dice.randint(1, days)))
            if self.dice.random() < 0.2:
                self._retire(session, since + timedelta(days=self.dice.randint(0, days)))
            if self.dice.random() < 0.3:
                self._rest(session, since + timedelta(days=self.dice.randint(-27, days)))
            self._tick(session, latest - timedelta(days=REACH), latest, often=0.3)
            checkpoints.drop_recent(session, self.couple)

    def _agree(self, session: Session, start: date, latest: date) -> None:
        habit = new_id()
        session.execute(
            insert(Habit).values(
                id=habit,
                couple_id=self.couple,
                owner_id=self.one.id,
                title=f"Habit {len(self.habits)}",
                state="active",
                created_at=clock.now() + timedelta(seconds=len(self.habits)),
            )
        )
        self.habits.append(habit)
        self._terms(session, habit, start, 1)
        while self.dice.random() < 0.3:
            start += timedelta(days=self.dice.randint(3, 60))
            if start <= latest:
                version = (start - date(2020, 1, 1)).days
                self._terms(session, habit, start, version)

    def _terms(self, session: Session, habit: str, start: date, version: int) -> None:
        mode = self.dice.choice(MODES)
        columns = {"every": 1, "times": 1, "weekdays": None, **self.dice.choice(CADENCES)}
        session.execute(
            insert(Terms).values(
                habit_id=habit,
                starts_on=start,
                version=version,
                mode=mode,
                first_turn=self.dice.choice((self.one, self.other)).id if mode == "turns" else None,
                grace=self.dice.random() < 0.7,
                **columns,
            )
        )

    def _amend(self, session: Session, start: date) -> None:
        habit = self.dice.choice(self.habits)
        query = select(Terms.starts_on).where(Terms.habit_id == habit)
        if habit not in self.ended and start > max(session.scalars(query)):
            self._terms(session, habit, start, (start - date(2020, 1, 1)).days)

    def _retire(self, session: Session, day: date) -> None:
        habit = self.dice.choice(self.habits)
        self.ended.setdefault(habit, day)
        values = {"state": "retired", "retired_on": self.ended[habit]}
        session.execute(update(Habit).where(Habit.id == habit).values(values))

    def _rest(self, session: Session, first: date) -> None:
        last = first + timedelta(days=self.dice.randint(0, 20))
        session.add(
            Pause(
                couple_id=self.couple,
                habit_id=self.dice.choice([None, *self.habits]),
                by_id=self.one.id,
                first=first,
                last=None if self.dice.random() < 0.1 else last,
                created_at=clock.now(),
            )
        )
        session.flush()

    def _tick(self, session: Session, first: date, last: date, often: float = 1.0) -> None:
        rows = [
            {
                "habit_id": habit,
                "date": day,
                "person_id": person.id,
                "slot": slot,
                "done": True,
                "eff": 1,
                "op": NEVER,
                "note": None,
                "note_eff": 0,
                "note_op": NEVER,
            }
            for habit in self.habits
            for day, zeal in self._days(first, last)
            for person in (self.one, self.other)
            for slot in (0, 1)
            if self.dice.random() < zeal * often * (1 if slot == 0 else 0.4)
        ]
        known = select(Tick.habit_id, Tick.date, Tick.person_id, Tick.slot)
        there = {tuple(row) for row in session.execute(known.where(Tick.habit_id.in_(self.habits)))}
        fresh = [
            row
            for row in rows
            if (row["habit_id"], row["date"], row["person_id"], row["slot"]) not in there
        ]
        if fresh:
            session.execute(insert(Tick), fresh)

    def _days(self, first: date, last: date) -> Iterator[tuple[date, float]]:
        zeal = self.dice.choice((0.2, 0.6, 0.9))
        for number in range((last - first).days + 1):
            if self.dice.random() < 0.04:
                zeal = self.dice.choice((0.0, 0.3, 0.7, 0.95))
            yield first + timedelta(days=number), zeal


def couples(app: Flask, count: int, seed: int = 0) -> Sequence[Life]:
    """Make couples, each with a seed, two clocks, a first day of the week and a backfill."""
    made = []
    for number in range(count):
        dice = random.Random(seed * 1000 + number)
        pair = [
            Someone(app, f"life{number}{side}", dice.choice(ZONES)) for side in ("one", "other")
        ]
        couple = link(pair[0], pair[1], week_start=dice.randint(1, 7))
        backfill = dice.choice((1, 3, 3, 7, 30))
        with app.app_context(), transaction.writing() as session:
            values = {"backfill_days": backfill}
            session.execute(update(Couple).where(Couple.id == couple).values(values))
        made.append(Life(pair[0], pair[1], couple, dice))
    return made
