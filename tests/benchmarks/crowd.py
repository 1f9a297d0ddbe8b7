"""Many idle sockets: whom they belong to, and a process that holds them open.

`python -m tests.benchmarks.crowd` is that process. A line of JSON comes on stdin,
{"port", "clients": [[path, headers] …]}; `open` leaves once all are, and they are held, pings
answered, until stdin ends.
"""

import json
import secrets
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask

from tests.benchmarks.wire import Listener
from tests.support.people import CHEAP_HASH, LONG_AGO
from tracker import clock
from tracker.extensions import db
from tracker.models import Clock, Credential, Person, StreamHead
from tracker.models.columns import new_id
from tracker.services import principal, transaction

ROOT = Path(__file__).parents[2]
EACH = 2
"""Sockets a person: on the phone and on the desk, each signed in by itself."""
LIVE = "/socket.io/?EIO=4&transport=websocket"
AT_ONCE = 250
"""Sockets that are opened between two looks at those that are open already."""

Client = tuple[str, dict[str, str]]


def settle_in(app: Flask, sockets: int) -> list[Client]:
    """Make people for so many sockets, past all services, and return how each socket asks."""
    now = clock.now()
    people, clocks, heads, credentials = [], [], [], []
    clients: list[Client] = []
    for number in range(-(-sockets // EACH)):
        person_id, email = new_id(), f"idle-{number}@example.org"
        people.append(
            {
                "id": person_id,
                "email": email,
                "address_key": email,
                "password_hash": CHEAP_HASH,
                "name": "Idle",
                "timezone": "UTC",
                "day_ends_at": 0,
                "created_at": now,
            }
        )
        clocks.append(
            {"person_id": person_id, "since": LONG_AGO, "timezone": "UTC", "day_ends_at": 0}
        )
        heads.append({"person_id": person_id, "head": 0, "floor": 0})
        for _ in range(EACH):
            secret = secrets.token_urlsafe(32)
            credentials.append(
                {
                    "person_id": person_id,
                    "kind": "token",
                    "secret_digest": principal.digest(secret),
                    "label": "idle",
                    "created_at": now,
                    "last_used_at": now,
                    "expires_at": now + timedelta(days=90),
                }
            )
            clients.append((LIVE, {"Authorization": f"Bearer {secret}"}))
    with app.app_context(), transaction.writing() as session:
        for model, rows in (
            (Person, people),
            (Clock, clocks),
            (StreamHead, heads),
            (Credential, credentials),
        ):
            session.execute(db.insert(model), rows)
    return clients[:sockets]


class Crowd:
    """The process that holds the sockets of some clients at one server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.crowd"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def open(self, clients: Sequence[Client]) -> None:
        """Open sockets beside those that are open; returns once the server let all of them in."""
        out, back = self._process.stdin, self._process.stdout
        assert out
        assert back
        out.write(json.dumps({"port": self.port, "clients": clients}) + "\n")
        out.flush()
        assert back.readline() == "open\n", "the sockets were not opened"

    def leave(self) -> None:
        """Close all of them. Raises AssertionError where the server has closed one before."""
        self._process.communicate(timeout=60)
        assert self._process.returncode == 0, "idle sockets were lost"


@contextmanager
def crowd(port: int) -> Iterator[Crowd]:
    """Hold sockets at a server, none to begin with."""
    held = Crowd(port)
    try:
        yield held
    finally:
        held.leave()


class Holder:
    """Opens sockets and answers their pings."""

    def __init__(self) -> None:
        self.selector = selectors.DefaultSelector()
        self.selector.register(sys.stdin, selectors.EVENT_READ)

    def open(self, port: int, clients: Sequence[Client]) -> None:
        """Open these, and look after the others meanwhile."""
        for number, (path, headers) in enumerate(clients):
            listener = Listener(port, path, headers)
            self.selector.register(listener.sock, selectors.EVENT_READ, listener)
            if number % AT_ONCE == 0:
                self.look(0)

    def look(self, seconds: float | None) -> bool:
        """Answer whoever has said something; tell whether something came on stdin."""
        asked = False
        for key, _ in self.selector.select(seconds):
            if key.data is None:
                asked = True
            else:
                key.data.receive()
        return asked


def main() -> None:
    """Hold sockets until stdin ends."""
    holder = Holder()
    while True:
        if holder.look(None):
            line = sys.stdin.readline()
            if not line:
                return
            plan = json.loads(line)
            holder.open(plan["port"], plan["clients"])
            print("open", flush=True)


if __name__ == "__main__":
    main()
