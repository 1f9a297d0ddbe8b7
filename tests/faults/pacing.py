"""People who tick at a steady pace, and a log of what they were told and when."""

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests

from tests.support.remote import Remote
from tracker import clock
from tracker.services.backups.manifest import Manifest

PACE = 20
"""Ticks a second, of two people in all."""
SLOTS = 20
Cell = tuple[str, str, str, int]
"""Habit, person, date, slot."""


@dataclass(frozen=True)
class Written:
    """One tick: when it was sent and answered (monotonic), and what it says of which cell."""

    sent: float
    answered: float
    cell: Cell
    note: str | None


@dataclass
class Spell:
    """Some time of one kind: with a backup, or without."""

    began: float
    ended: float
    made: Manifest | None = None


@dataclass
class Run:
    """What came of a run, to be judged at its end."""

    written: list[Written] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)

    def waits(self, backed_up: bool) -> list[float]:
        """Return how long ticks took, in ms, that were sent in spells of one kind."""
        spells = [spell for spell in self.spells if (spell.made is not None) == backed_up]
        return [
            1000 * (tick.answered - tick.sent)
            for tick in self.written
            if any(spell.began <= tick.sent < spell.ended for spell in spells)
        ]


class Writer(threading.Thread):
    """One of the two, who ticks at a steady pace whatever the answers take."""

    def __init__(self, person: Remote, habit: str, run: Run, seed: int) -> None:
        super().__init__(daemon=True)
        self.person, self.habit, self.log = person, habit, run
        self.chance = random.Random(seed)
        self.stopped = threading.Event()
        today = clock.now().date()
        self.dates = [(today - timedelta(days=days)).isoformat() for days in range(3)]
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Send each tick when it is due; one that is late is counted from when it was."""
        due, number = time.monotonic(), 0
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {self.person.secret}"
        try:
            while not self.stopped.wait(max(0.0, due - time.monotonic())):
                number += 1
                note = f"{number}" if self.chance.random() < 0.8 else None
                self.tick(session, due, note)
                due += 2 / PACE
        except BaseException as error:
            self.failure = error
        finally:
            session.close()

    def tick(self, session: requests.Session, due: float, note: str | None) -> None:
        """Tick a cell with a note, or take it back."""
        day, slot = self.chance.choice(self.dates), self.chance.randrange(SLOTS)
        url = f"{self.person.server.url}/api/habits/{self.habit}/ticks/{day}"
        if note is None:
            answer = session.delete(f"{url}?slot={slot}", timeout=30)
        else:
            answer = session.put(url, json={"slot": slot, "note": note}, timeout=30)
        if answer.status_code != 200:
            self.log.refused.append((answer.status_code, answer.text[:200]))
            return
        cell = (self.habit, self.person.id, day, slot)
        self.log.written.append(Written(due, time.monotonic(), cell, note))
