"""Both servers, each in a process and a folder of its own, with couples to tick for."""

import os
import random
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
from tracker.models import Habit, Tick
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

    port: int
    pid: int
    couples: Sequence[Couple]
    special: dict[str, Couple]

    def cpu(self) -> float:
        """Return the seconds of a processor it has used so far; 0 where there is no /proc."""
        path = Path(f"/proc/{self.pid}/stat")
        if not path.exists():
            return 0.0
        fields = path.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

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
        listener: Client = (f"/socket.io/?EIO=4&transport=websocket&room=r{number}", {})
        return Couple((f"/ticks/r{number}/2026-03-12", {}), (listener, listener))

    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        module = ["-m", "gevent.monkey", "--module", "tests.benchmarks.bare_server"]
        with _running([*module, str(port), folder], port, {}) as pid:
            yield Server(port, pid, [couple(number) for number in range(couples)], {})


@contextmanager
def woven(couples: int, years: int) -> Iterator[Server]:
    """Run Woven as `make run` does.

    Its couples begin today; two more, `weeks` and `years`, have twelve weeks and `years` of
    history on all their habits, and `new` has none.
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
        alike = [_couple(app, f"c{number}", today) for number in range(couples)]
        ages = {"new": 0, "weeks": 84, "years": round(years * 365.25)}
        special = {
            name: _couple(app, name, today - timedelta(days=age)) for name, age in ages.items()
        }
        with app.app_context():
            db.engine.dispose()
        with _running(["wsgi.py"], port, environ) as pid:
            yield Server(port, pid, alike, special)


def years(
    app: Flask, name: str, since: date, habits: int, dice: random.Random | None = None
) -> tuple[Someone, Someone, str]:
    """Make two people with daily habits since a date, both having ticked nearly every day.

    With `dice` each of them did so on three days of four.
    """
    ana, ben = Someone(app, f"{name}-ana"), Someone(app, f"{name}-ben")
    couple_id = link(ana, ben)
    ids = [agreed(ana, couple_id, since, title=f"Habit {n}") for n in range(habits)]
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
        for habit_id in ids
        for day in days
        for person in (ana, ben)
        if (day.toordinal() % 30 if dice is None else dice.random() < 0.75)
    ]
    with app.app_context(), transaction.writing() as session:
        if rows:
            session.execute(db.insert(Tick), rows)
        checkpoints.settle(session, seat.take(session, ana.id, lock=True), now)
    return ana, ben, couple_id


def _couple(app: Flask, name: str, since: date) -> Couple:
    """Make a couple with HABITS habits, and say how they speak to the server."""
    ana, ben, couple_id = years(app, name, since, HABITS)
    with app.app_context():
        query = db.select(Habit.id).filter_by(couple_id=couple_id).order_by(Habit.title)
        habit = db.session.scalars(query).first()
    now = clock.now()

    def client(person: Someone, path: str) -> Client:
        return path, {"Authorization": f"Bearer {person.secret}"}

    live = "/socket.io/?EIO=4&transport=websocket"
    return Couple(
        client(ana, f"/api/habits/{habit}/ticks/{now.date()}"),
        (client(ana, live), client(ben, live)),
    )


@contextmanager
def _running(argv: Sequence[str], port: int, environ: dict[str, str]) -> Iterator[int]:
    process = spawn([sys.executable, *argv], cwd=config.ROOT, env={**os.environ, **environ})
    try:
        assert wait_until(_listens_on(port), process), f"{argv} did not start"
        yield process.pid
    finally:
        end(process, signal.SIGTERM)


def _listens_on(port: int) -> Callable[[], bool]:
    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return listens
