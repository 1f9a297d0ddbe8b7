"""Two weeks of a couple around a change of somebody's clocks, and what must come of them.

Walls are read off a clock that hangs there and is set once, at the edge; whether a tick counts and
what it comes to is worked out from that, by the reference of the tests of streaks.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask

from tests.streaks import reference
from tests.support.edges import Edge
from tests.support.habits import agreed
from tests.support.people import Someone, link
from tracker.extensions import db
from tracker.models import Clock, Couple, Person
from tracker.services import progress, sync, transaction

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BEFORE, AFTER = 8 * DAY, 6 * DAY
BACKFILL = 3
OFF = (-DAY, timedelta(0), DAY)
"""By how much a phone's clock is wrong."""
HABITS: tuple[dict[str, Any], ...] = (
    {"unit": "day", "every": 1, "times": 1, "weekdays": None, "mode": "each"},
    {"unit": "day", "every": 1, "times": 2, "weekdays": None, "mode": "together"},
    {"unit": "week", "every": 1, "times": 3, "weekdays": None, "mode": "together"},
)

Place = tuple[str, str, str, int]
"""A cell: habit, person, date, slot."""


class NotOneEdge(Exception):
    """The clocks of a zone change more than once within the two weeks."""


class WallClock:
    """A clock on a wall, which is set at one instant and runs on its own before and after."""

    def __init__(self, zone: str, edge: datetime, day_ends_at: int) -> None:
        there = ZoneInfo(zone)
        self.begin, self.edge = edge - BEFORE - 4 * DAY, edge
        self.wall = self.begin.astimezone(there).replace(tzinfo=None)
        after = edge.astimezone(there).replace(tzinfo=None)
        self.jump = after - self.wall - (edge - self.begin)
        self.hours = timedelta(hours=day_ends_at)
        end = edge + AFTER + 4 * DAY
        for moment, shown in ((edge - MINUTE, self.read(edge - MINUTE)), (end, self.read(end))):
            if moment.astimezone(there).replace(tzinfo=None) != shown:
                raise NotOneEdge

    def read(self, instant: datetime) -> datetime:
        """Return what it shows."""
        shown = self.wall + (instant - self.begin)
        return shown + self.jump if instant >= self.edge else shown

    def day(self, instant: datetime) -> date:
        """Return the day it is for who lives by it."""
        return (self.read(instant) - self.hours).date()


@dataclass
class Phone:
    """A device with a clock that is wrong, and what it has not sent yet."""

    person: Someone
    off: timedelta
    waiting: list[tuple[datetime, sync.SyncOp]] = field(default_factory=list)
    """When in truth, and what."""


class Story:
    """One couple: ana lives where the clocks change, ben somewhere else, or there as well."""

    def __init__(self, app: Flask, edge: Edge, elsewhere: str, seed: int) -> None:
        self.app, self.edge = app, edge
        self.chance = random.Random(seed)
        ends = [self.chance.choice((0, 0, 1, 3, 6)) for _ in range(2)]
        zones = (edge.zone, elsewhere)
        self.people = [
            Someone(app, f"{name}{seed}", zone)
            for name, zone in zip(("ana", "ben"), zones, strict=True)
        ]
        self.walls = {
            person.id: WallClock(zone, edge.at, hours)
            for person, zone, hours in zip(self.people, zones, ends, strict=True)
        }
        self.couple = link(*self.people)
        self.first = (edge.at - BEFORE - 3 * DAY).date()
        self._settle_in(dict(zip([person.id for person in self.people], ends, strict=True)))
        self.habits = {
            agreed(self.people[0], self.couple, self.first, **kind): kind for kind in HABITS
        }
        self.phones = [Phone(person, off) for person in self.people for off in OFF]
        self.said: dict[Place, list[tuple[datetime, str, bool]]] = defaultdict(list)
        self.sent = 0
        self.looked = 0
        self.wrong: list[str] = []

    def _settle_in(self, ends: dict[str, int]) -> None:
        """Let their days end when they do; the two have been a couple since before."""
        with self.app.app_context(), transaction.writing() as session:
            for person, hours in ends.items():
                for table, own in ((Person, Person.id), (Clock, Clock.person_id)):
                    where = db.update(table).where(own == person)
                    session.execute(where.values(day_ends_at=hours))
            session.execute(
                db.update(Couple)
                .where(Couple.id == self.couple)
                .values(linked_on=self.first, backfill_days=BACKFILL)
            )

    def run(self) -> None:
        """Live through it; look at what is shown before, at and after the edge."""
        looks = [-3 * DAY, -HOUR, -MINUTE, timedelta(0), MINUTE, HOUR, DAY, 3 * DAY, AFTER]
        instants = sorted({*self._moments(), *(self.edge.at + look for look in looks)})
        with self.app.app_context():
            for now in instants:
                phone = self.chance.choice(self.phones)
                self._write_down(phone, now)
                if self.chance.random() < 0.4:
                    self._send(self.chance.choice(self.phones), now)
                if now - self.edge.at in looks:
                    self._look(now)
            now = self.edge.at + AFTER + HOUR
            for phone in self.phones:
                self._send(phone, now)
            self._look(now)
            db.session.remove()

    def _moments(self) -> list[datetime]:
        """Choose instants at random, around both ends of days, and around the edge."""
        moments = [
            self.edge.at + self.chance.randint(-8 * 1440, 6 * 1440) * MINUTE for _ in range(30)
        ]
        moments += [self.edge.at + self.chance.randint(-200, 200) * MINUTE for _ in range(15)]
        for wall in self.walls.values():
            for number in range(-3, 4):
                midnight = datetime.combine(
                    wall.day(self.edge.at + number * DAY), datetime.min.time()
                )
                away = wall.read(self.edge.at) - midnight - wall.hours
                minutes = self.chance.choice((-1, 0, 1, self.chance.randint(-90, 90)))
                moments.append(self.edge.at - away + minutes * MINUTE)
        return [moment.replace(tzinfo=UTC) for moment in moments]

    def _write_down(self, phone: Phone, now: datetime) -> None:
        """Note a tick, or its end, on the day that a wall or the phone shows, or one before."""
        wall = self.walls[phone.person.id]
        shown = wall.day(now + self.chance.choice((timedelta(0), timedelta(0), phone.off)))
        day = shown - self.chance.choice((0, 0, 0, 1, 2, 3, 4)) * DAY
        habit = self.chance.choice(list(self.habits))
        slot = self.chance.randrange(2) if self.habits[habit]["times"] == 2 else 0
        op = str(UUID(int=self.chance.getrandbits(128), version=4))
        done = self.chance.random() < 0.85
        said = sync.SyncOp(
            op, habit=habit, date=day, slot=slot, done=done, at=now + phone.off, digest=op
        )
        phone.waiting.append((now, said))

    def _send(self, phone: Phone, now: datetime) -> None:
        """Send what waits, in any order, and compare what became of each."""
        waiting, phone.waiting = phone.waiting, []
        self.chance.shuffle(waiting)
        ops = [op for _, op in waiting]
        answer = sync.sync(phone.person.id, self.couple, now + phone.off, 2**40, ops, now)
        wall = self.walls[phone.person.id]
        for (when, op), result in zip(waiting, answer.results, strict=True):
            self.sent += 1
            today = wall.day(when)
            is_in_time = max(self.first, today - BACKFILL * DAY) <= op.date <= today
            if (result.status != "rejected") != is_in_time:
                self.wrong.append(
                    f"{self.edge}: {op.date} at {when} was {result.status} ({result.code})"
                )
            if is_in_time:
                place = (op.habit, phone.person.id, op.date.isoformat(), op.slot)
                self.said[place].append((when, str(op.op), op.done))

    def _look(self, now: datetime) -> None:
        """Compare each habit as both are shown it with the reference."""
        days = [wall.day(now) for wall in self.walls.values()]
        for habit, kind in self.habits.items():
            worked = reference.evaluate(self._case(habit, kind, min(days), max(days)))
            for person in self.people:
                self.looked += 1
                shown = progress.of_habit(person.id, habit, self.first, max(days), now)
                found = (shown.current, shown.best, shown.grace)
                expected = (worked["current"], worked["best"], worked["grace"])
                if found != expected or abs(shown.strength - worked["strength"]) > 1e-9:
                    self.wrong.append(f"{self.edge}, {now}: {found}, not {expected}")
                outcomes = [(each.start, each.outcome, each.done) for each in shown.periods]
                if outcomes != [(p["start"], p["outcome"], p["done"]) for p in worked["periods"]]:
                    self.wrong.append(f"{self.edge}, {now}: periods of {kind}")

    def _case(self, habit: str, kind: dict[str, Any], today: date, latest: date) -> dict[str, Any]:
        cadence = {name: kind[name] for name in ("unit", "every", "times", "weekdays")}
        terms = {
            "starts_on": self.first.isoformat(),
            "ends_on": None,
            "cadence": cadence,
            "mode": kind["mode"],
            "first_turn": None,
            "grace": True,
        }
        ticks = [
            [person, day, slot]
            for (of, person, day, slot), words in self.said.items()
            if of == habit and max(words)[2]
        ]
        return {
            "terms": [terms],
            "partners": [person.id for person in self.people],
            "ticks": ticks,
            "pauses": [],
            "week_start": 1,
            "backfill_days": BACKFILL,
            "today": today.isoformat(),
            "latest": latest.isoformat(),
        }
