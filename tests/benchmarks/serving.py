"""Both servers, each in a process and a folder of its own, with couples to tick for."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from deploy.processes import end, free_port, spawn, wait_until
from tests.benchmarks import load
from tests.support.habits import agreed
from tests.support.people import Someone, link
from tracker import clock, config, create_app
from tracker.extensions import db
from tracker.models import Tick
from tracker.services import checkpoints, seat, transaction

HABITS = 5
"""A couple's, in every couple alike."""

Client = tuple[str, dict[str, str]]
"""A path and the headers to ask for it with."""


@dataclass(frozen=True, slots=True)
class Couple:
    """How one of the two ticks, and how both of them listen."""

    ticker: Client
    listeners: tuple[Client, Client]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; its couples are alike, but for those named in `special`."""

    name: str
    port: int
    couples: Sequence[Couple]
    special: dict[str, Couple]

    def load(self, do: str, couples: Sequence[Couple], *, listen: bool, **plan: Any) -> Any:
        """Put load on it, and return what came of it; see `load`."""
        return load.run(
            do=do,
            port=self.port,
            tickers=[couple.ticker for couple in couples],
            listeners=[client for couple in couples for client in couple.listeners if listen],
            **plan,
        )


@contextmanager
def bare(couples: int) -> Iterator[Server]:
    """Run the bare server; each couple is a room."""

    def couple(number: int) -> Couple:
        listener = (f"/socket.io/?EIO=4&transport=websocket&room=r{number}", {})
        return Couple((f"/ticks/r{number}/2026-03-12", {}), (listener, listener))

    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        module = ["-m", "gevent.monkey", "--module", "tests.benchmarks.bare_server"]
        with _running([*module, str(port), folder], port, {}):
            yield Server("bare", port, [couple(number) for number in range(couples)], {})


@contextmanager
def woven(couples: int, years: int) -> Iterator[Server]:
    """Run Woven as `make run` does; beside the couples there is a `new` and an `old` one.

    All habits of the old one have `years` of history.
    """
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environ = {
            "INSTANCE_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/woven.db",
            "PORT": str(port),
            "PUBLIC_URL": "",
            "REDIS_URL": "",
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "warning",
        }
        upgrade = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(
            upgrade, cwd=config.ROOT, env={**os.environ, **environ}, check=True, capture_output=True
        )
        app = create_app(config.from_environ(environ))
        today = clock.now().date()
        long_ago = today - timedelta(days=round(years * 365.25))
        alike = [_couple(app, f"c{number}", today) for number in range(couples)]
        special = {"new": _couple(app, "new", today), "old": _couple(app, "old", long_ago)}
        with app.app_context():
            db.engine.dispose()
        with _running(["wsgi.py"], port, environ):
            yield Server("Woven", port, alike, special)


def _couple(app: Flask, name: str, since: date) -> Couple:
    """Make two people with daily habits since a date, both having ticked nearly every day."""
    ana, ben = Someone(app, f"{name}-ana"), Someone(app, f"{name}-ben")
    couple_id = link(ana, ben)
    habits = [agreed(ana, couple_id, since, title=f"Habit {n}") for n in range(HABITS)]
    now = clock.now()
    days = [since + timedelta(days=n) for n in range((now.date() - since).days)]
    rows = [
        {
            "habit_id": habit_id,
            "date": day,
            "person_id": person.id,
            "slot": 0,
            "done": True,
            "eff": 1,
            "op": person.id,
            "note": None,
            "note_eff": 0,
            "note_op": person.id,
        }
        for habit_id in habits
        for day in days
        if day.toordinal() % 30
        for person in (ana, ben)
    ]
    with app.app_context(), transaction.writing() as session:
        if rows:
            session.execute(db.insert(Tick), rows)
        checkpoints.settle(session, seat.take(session, ana.id, lock=True), now)

    def client(person: Someone, path: str) -> Client:
        return path, {"Authorization": f"Bearer {person.secret}"}

    live = "/socket.io/?EIO=4&transport=websocket"
    return Couple(
        client(ana, f"/api/habits/{habits[0]}/ticks/{now.date()}"),
        (client(ana, live), client(ben, live)),
    )


@contextmanager
def _running(argv: Sequence[str], port: int, environ: dict[str, str]) -> Iterator[None]:
    process = spawn([sys.executable, *argv], cwd=config.ROOT, env={**os.environ, **environ})
    try:
        assert wait_until(_listens_on(port), process), f"{argv} did not start"
        yield
    finally:
        end(process, signal.SIGTERM)


def _listens_on(port: int) -> Callable[[], bool]:
    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return listens
