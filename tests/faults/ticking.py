"""Clients that tick through whatever happens to servers, and know what must be there afterwards.

They tick without a pause: by PUT and DELETE, and by /api/sync with repeats. Each client alone
writes its cells, so that it knows what they must hold.
"""

import itertools
import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import requests

from tests.faults.report import Report
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tracker import clock

SLOTS = 20
WAIT = 0.1
"""Seconds between tries while the server is away."""
Place = tuple[str, int]
"""A cell of one client: date, slot."""


@dataclass
class Figures:
    """What came of a run."""

    acknowledged: int = 0
    unanswered: int = 0
    refused: int = 0
    duplicates: int = 0
    answers: list[tuple[float, float]] = field(default_factory=list)
    """When each request was sent, and after how many seconds it was answered, or not."""
    lost: list[Any] = field(default_factory=list)
    doubled: list[Any] = field(default_factory=list)
    gaps: list[Any] = field(default_factory=list)
    leaks: list[Any] = field(default_factory=list)
    server_errors: list[Any] = field(default_factory=list)
    calm: threading.Event = field(default_factory=threading.Event)
    """Not set while something may be under way that would be written after it was looked for."""

    def __post_init__(self) -> None:
        self.calm.set()

    def tell(self, report: Report) -> None:
        """Say them, with what each must be."""
        report.must("acknowledged ticks", self.acknowledged, at_least=1)
        report.say("left unanswered", self.unanswered)
        report.say("answered with 503", self.refused)
        report.say("answered as a repeat", self.duplicates)
        report.none("acknowledged and lost", self.lost)
        report.none("told twice, or never", self.doubled)
        report.none("streams with gaps", self.gaps)
        report.none("strangers who heard of it", self.leaks)
        report.none("answers that were no 200 and no 503", self.server_errors)


class Client(threading.Thread):
    """Ticks cells of its own until it is told to stop."""

    def __init__(
        self, person: Remote, habit: str, seed: int, figures: Figures, server: LiveServer
    ) -> None:
        super().__init__(daemon=True)
        self.person, self.habit, self.figures, self.server = person, habit, figures, server
        self.chance = random.Random(seed)
        self.stopped = threading.Event()
        self.numbers = itertools.count(1)
        self.couple = person.get("/api/couple").get_json()["id"]
        today = clock.now().date()
        self.places = [
            ((today - timedelta(days=days)).isoformat(), slot)
            for days in range(3)
            for slot in range(SLOTS)
        ]
        self.holds: dict[Place, str | None] = {}
        """What each cell must hold: its note, None where it is cleared."""
        self.shown: dict[Place, list[bool]] = defaultdict(list)
        """What both streams must tell of each cell: done or not, in this order."""
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Write, and after each silence find out what was written."""
        try:
            while not self.stopped.is_set():
                write = self.chance.choice([self.write, self.write, self.sync])
                write(self.chance.choice(self.places))
        except BaseException as error:
            self.failure = error

    def write(self, place: Place) -> None:
        """PUT with a note that is never used again, or DELETE."""
        note = f"note {next(self.numbers)}" if self.chance.random() < 0.7 else None
        path = f"/api/habits/{self.habit}/ticks/{place[0]}"
        try:
            if note is not None:
                answer = self.ask("PUT", path, json={"slot": place[1], "note": note})
            else:
                answer = self.ask("DELETE", f"{path}?slot={place[1]}")
        except requests.RequestException:
            self.figures.unanswered += 1
            self.find_out(place, note)
            return
        if answer.status_code == 200:
            self.figures.acknowledged += 1
            self.took(place, note)
        else:
            self.refusal(answer)
            self.find_out(place, note)

    def sync(self, place: Place) -> None:
        """Send one operation until it is answered, and some of them once more."""
        note = f"note {next(self.numbers)}" if self.chance.random() < 0.7 else None
        op = {
            "op": str(uuid4()),
            "type": "tick",
            "habit": self.habit,
            "date": place[0],
            "slot": place[1],
            "done": note is not None,
            "note": note,
            "at": clock.now().isoformat(),
        }
        answers = 0
        while answers < 1 + (self.chance.random() < 0.2):
            envelope = {
                "couple": self.couple,
                "device": str(uuid4()),
                "sent_at": clock.now().isoformat(),
                "after": 2**62,
                "ops": [op],
            }
            try:
                answer = self.ask("POST", "/api/sync", json=envelope)
            except requests.RequestException:
                self.figures.unanswered += 1
                time.sleep(WAIT)
                continue
            if answer.status_code != 200:
                self.refusal(answer)
                time.sleep(WAIT)
                continue
            (result,) = answer.get_json()["results"]
            assert result["status"] in ("applied", "duplicate"), result
            self.figures.duplicates += result["status"] == "duplicate"
            answers += 1
        self.figures.acknowledged += 1
        self.took(place, note)

    def ask(self, method: str, path: str, **kwargs: Any) -> Any:
        """Send a request to this client's server, and note how long it took."""
        began = time.monotonic()
        try:
            return self.person.call(method, path, server=self.server, **kwargs)
        finally:
            self.figures.answers.append((began, time.monotonic() - began))

    def refusal(self, answer: Any) -> None:
        """A server that cannot reach its store says so, and nothing else."""
        self.figures.refused += 1
        if answer.status_code != 503 or answer.get_json()["code"] != "busy":
            self.figures.server_errors.append((answer.status_code, answer.text[:200]))

    def took(self, place: Place, note: str | None) -> None:
        """Remember what was written for sure."""
        before = self.holds.get(place)
        if (note, before) != (None, None):
            shown = (note is not None, note is not None)
            if shown != (before is not None, before is not None) or note is None:
                self.shown[place].append(note is not None)
            elif note != before:
                self.shown[place].append(True)
        self.holds[place] = note

    def find_out(self, place: Place, note: str | None) -> None:
        """See whether what was not answered was written: either is right, a third is not."""
        while True:
            time.sleep(WAIT)
            self.figures.calm.wait()
            try:
                found = self.stored()
            except (requests.RequestException, Unready):
                continue
            break
        held = self.holds.get(place)
        now = found.get(place)
        if now == note:
            self.took(place, note)
        elif now != held:
            self.figures.lost.append((place, held, note, now))

    def stored(self) -> dict[Place, str | None]:
        """Return this person's cells of the habit that are done, with their notes."""
        cells: dict[Place, str | None] = {}
        after = ""
        while True:
            path = f"/api/habits/{self.habit}/ticks?from={self.places[-1][0]}{after}"
            answer = self.person.get(path, server=self.server)
            if answer.status_code != 200:
                raise Unready
            page = answer.get_json()
            for item in page["items"]:
                if item["person"] == self.person.id:
                    cells[item["date"], item["slot"]] = item["note"]
            if page["next"] is None:
                return cells
            after = f"&after={page['next']}"


class Unready(Exception):
    """The server cannot reach its store yet."""
