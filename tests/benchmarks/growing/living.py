"""Couples who live for some months through the services, so that rows come as they come in use."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone, link
from tracker import clock
from tracker.extensions import db
from tracker.live.bus import Bus
from tracker.services import progress, retention, sync, transaction
from tracker.services.transaction import Committed

TERMS = (
    ("Thanks for something small", {"mode": "each"}, 0.8),
    ("Phones away at dinner", {"mode": "together"}, 0.7),
    ("A walk", {"mode": "together", "unit": "week", "times": 3}, 0.35),
    ("Who cooks", {"mode": "turns"}, 0.45),
    ("Date night", {"mode": "each", "unit": "week"}, 0.13),
)
"""Title, terms, and on what part of the days each of the two ticks it."""
WORDS = 0.2
"""On what part of the ticks somebody writes a line."""
LINE = "Thank you for taking the late call so that I could sleep."


@dataclass
class Told:
    """What left the store after commits."""

    rows: int = 0
    bytes: int = 0
    """Of these rows as they go to a socket."""
    commits: int = 0
    bus_bytes: int = 0
    """Of the messages that go to Redis."""

    def hear(self, done: Committed) -> None:
        """Count what one commit told."""
        if done.items:
            self.commits += 1
            self.rows += len(done.items)
            self.bytes += sum(len(item.written()) for item in done.items)
            self.bus_bytes += len(self._bus.write(done.items))

    _bus: Bus = field(default_factory=lambda: Bus("redis://127.0.0.1:1/0"))


@dataclass
class Lives:
    """Couples side by side; `told` counts what their last days made known."""

    app: Flask
    couples: Sequence[tuple[str, Sequence[Someone], Sequence[str]]]
    told: Told

    def live(self, days: int, count_from: int, seed: int = 1) -> datetime:
        """Live through so many days up to yesterday; return the last one's evening.

        Each ticks twice a day what there was to tick, as a phone sends it.
        """
        dice = random.Random(seed)
        last = clock.now().date() - timedelta(days=1)
        for number in range(days):
            day = last - timedelta(days=days - 1 - number)
            if number == count_from:
                transaction.listeners.append(self.told.hear)
            for couple, people, habits in self.couples:
                for person in people:
                    for hour in (8, 20):
                        self._send(couple, person, list(_ops(dice, habits, day, hour)), day, hour)
                if day.isoweekday() == 7:
                    with self.app.app_context():  # a look at Us settles what is due
                        progress.overview(people[0].id, _at(day, 21))
                        db.session.remove()
        transaction.listeners.remove(self.told.hear)
        return _at(last, 23)

    def _send(
        self, couple: str, person: Someone, ops: Sequence[sync.SyncOp], day: date, hour: int
    ) -> None:
        now = _at(day, hour)
        with self.app.app_context():
            done = sync.sync(person.id, couple, now, 2**62, ops, now)
            assert all(result.status == "applied" for result in done.results), done.results
            db.session.remove()

    def tidy(self, now: datetime) -> None:
        """Let go what is over, as the hourly round does."""
        with self.app.app_context():
            for step in retention.STEPS:
                while step(now):
                    pass


def settle(app: Flask, couples: int, days: int) -> Lives:
    """Link couples with five habits that begin so many days ago."""
    since = clock.now().date() - timedelta(days=days)
    lives = []
    for number in range(couples):
        people = [Someone(app, f"{name}{number}") for name in ("ana", "ben")]
        couple = link(*people)
        habits = [
            agreed(people[0], couple, since, title=title, **terms) for title, terms, _ in TERMS
        ]
        lives.append((couple, people, habits))
    return Lives(app, lives, Told())


def _ops(dice: random.Random, habits: Sequence[str], day: date, hour: int) -> Iterator[sync.SyncOp]:
    for habit, (_, _, share) in zip(habits, TERMS, strict=True):
        if dice.random() < share / 2:
            line = LINE if dice.random() < WORDS else None
            body = {"habit": habit, "date": day.isoformat(), "note": line}
            yield sync.SyncOp(
                op=str(UUID(int=dice.getrandbits(128), version=4)),
                habit=habit,
                date=day,
                done=True,
                note=line,
                carries_note=line is not None,
                at=_at(day, hour),
                digest=f"{hash(json.dumps(body)) & (2**256 - 1):064x}",
            )


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
