"""F1: kill -9 in the middle of ticks, again and again; what was acknowledged is there, once.

    python -m tests.faults.kills --kills 200 [--postgres]

Several clients tick without a pause: by PUT and DELETE, and by /api/sync with repeats. The server
is killed and started again; on PostgreSQL every other kill is one of the database instead, in
immediate mode. Each client alone writes its cells, so that it knows what they must hold.
"""

import argparse
import itertools
import json
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import requests

from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tests.support.servers import PostgresServer, postgres_server
from tracker import clock
from tracker.services import transaction

SLOTS = 20
WAIT = 0.1
"""Seconds between tries while the server is away."""
Place = tuple[str, int]
"""A cell of one client: date, slot."""


@dataclass
class Figures:
    """What came of a run."""

    kills: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    refused: int = 0
    duplicates: int = 0
    lost: list[Any] = field(default_factory=list)
    doubled: list[Any] = field(default_factory=list)
    gaps: list[Any] = field(default_factory=list)
    leaks: list[Any] = field(default_factory=list)
    server_errors: list[Any] = field(default_factory=list)
    unexpected: int = 0
    integrity: str = ""
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing went wrong, and something was tried."""
        wrong = (self.lost, self.doubled, self.gaps, self.leaks, self.server_errors)
        return (
            not any(wrong)
            and not self.unexpected
            and self.integrity == "ok"
            and self.acknowledged > self.kills
        )


class Client(threading.Thread):
    """Ticks cells of its own until it is told to stop."""

    def __init__(self, person: Remote, habit: str, seed: int, figures: Figures) -> None:
        super().__init__(daemon=True)
        self.person, self.habit, self.figures = person, habit, figures
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
                answer = self.person.put(path, {"slot": place[1], "note": note})
            else:
                answer = self.person.delete(f"{path}?slot={place[1]}")
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
                answer = self.person.post("/api/sync", envelope)
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
            answer = self.person.get(
                f"/api/habits/{self.habit}/ticks?from={self.places[-1][0]}{after}"
            )
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


@contextmanager
def world(postgres: PostgresServer | None) -> Iterator[LiveServer]:
    """Run a server on a fresh database."""
    before = list(transaction.listeners)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        url = None if postgres is None else postgres.new_database()
        with LiveServer(Path(folder), database_url=url) as server:
            transaction.listeners[:] = before
            yield server


def run(kills: int, postgres: PostgresServer | None = None, seed: int = 0) -> Figures:
    """Kill so many times; return what came of it."""
    figures = Figures()
    chance = random.Random(seed)
    started = time.monotonic()
    with world(postgres) as server:
        ana, ben = Remote(server, "ana"), Remote(server, "ben")
        strangers = [Remote(server, name) for name in ("dev", "eva", "max")]
        link(strangers[0], strangers[1])
        couple = link(ana, ben)
        start: date = clock.now().date() - timedelta(days=5)
        clients = [
            Client(person, agreed(ana, couple, start, times=SLOTS), number, figures)
            for number, person in enumerate((ana, ben, ana, ben))
        ]
        for client in clients:
            client.start()
        for number in range(kills):
            time.sleep(chance.uniform(0.05, 0.4))
            if postgres is not None and number % 2:
                postgres.kill()
                time.sleep(chance.uniform(0.0, 0.1))
                postgres.start()
            else:
                server.restart()
            figures.kills += 1
        time.sleep(0.3)
        for client in clients:
            client.stopped.set()
        for client in clients:
            client.join(60)
            if client.failure is not None:
                raise client.failure
        judge(clients, [ana, ben], strangers, figures)
        server.stop()
        # SQLAlchemy's own of connections that broke are among them; none of ours.
        figures.unexpected = server.log.count('"event": "unexpected"')
        figures.integrity = integrity(server, postgres)
    figures.seconds = round(time.monotonic() - started, 1)
    return figures


def judge(
    clients: list[Client], people: list[Remote], strangers: list[Remote], figures: Figures
) -> None:
    """Compare cells and streams with what the clients know."""
    for client in clients:
        expected = {place: note for place, note in client.holds.items() if note is not None}
        found = client.stored()
        for place in expected.keys() | found.keys():
            if expected.get(place) != found.get(place):
                figures.lost.append((place, expected.get(place), found.get(place)))
    for person in people:
        stream = person.stream()
        if [item["seq"] for item in stream] != list(range(1, len(stream) + 1)):
            figures.gaps.append(person.name)
        told: dict[tuple[str, str, Place], list[bool]] = defaultdict(list)
        for item in stream:
            if item["kind"] == "tick":
                data = item["data"]
                place = (data["date"], data["slot"])
                told[data["habit"], data["person"], place].append(data["done"])
        for client in clients:
            for place in client.places:
                heard = told[client.habit, client.person.id, place]
                if heard != client.shown[place]:
                    figures.doubled.append((person.name, place, heard, client.shown[place]))
    figures.leaks += [stranger.name for stranger in strangers if stranger.stream()]


def integrity(server: LiveServer, postgres: PostgresServer | None) -> str:
    """Ask the database whether it is whole."""
    if postgres is None:
        path = server.environ["DATABASE_URL"].removeprefix("sqlite:///")
        with sqlite3.connect(path) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchall()
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
        connection.close()
        return "ok" if said == [("ok",)] and not strays else f"{said} {strays}"
    url = server.environ["DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(url) as plain:
        plain.execute("SET enable_indexscan = off; SET enable_bitmapscan = off")
        doubled = plain.execute(
            "SELECT person_id, seq FROM changes GROUP BY 1, 2 HAVING count(*) > 1"
        ).fetchall()
        heads = plain.execute(
            "SELECT h.person_id FROM stream_heads h WHERE h.head <> "
            "(SELECT count(*) FROM changes c WHERE c.person_id = h.person_id)"
        ).fetchall()
    return "ok" if not doubled and not heads else f"{doubled} {heads}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        postgres = stack.enter_context(postgres_server(fsync=True)) if arguments.postgres else None
        figures = run(arguments.kills, postgres, arguments.seed)
    counted: Counter[str] = Counter()
    for name, value in vars(figures).items():
        if isinstance(value, list):
            counted[name] = len(value)
            for example in value[:5]:
                print(f"{name}: {example}", file=sys.stderr)
    shown = {name: counted.get(name, value) for name, value in vars(figures).items()}
    print(json.dumps({"store": "postgres" if postgres else "sqlite", **shown}))
    return 0 if figures.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
