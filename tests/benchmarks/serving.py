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
from tests.benchmarks import crowd, load
from tests.support.habits import agreed
from tests.support.listeners import kept_listeners
from tests.support.people import Someone, link
from tracker import clock, config, create_app
from tracker.extensions import db
from tracker.models import Habit, Tick
from tracker.services import checkpoints, seat, transaction

HABITS = 5
"""A couple's, in every couple alike."""

Client = crowd.Client
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
    idle: Sequence[Client] = ()
    """Sockets to hold open beside them (`crowd`)."""

    def cpu(self) -> float:
        """Return the seconds of a processor it has used so far; 0 where there is no /proc."""
        path = Path(f"/proc/{self.pid}/stat")
        if not path.exists():
            return 0.0
        fields = path.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the KiB of memory that are its own; NaN where there is no /proc."""
        path = Path(f"/proc/{self.pid}/smaps_rollup")
        if not path.exists():
            return float("nan")
        return next(float(line.split()[1]) for line in path.open() if line.startswith("Pss:"))

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
def bare(couples: int, *, idle: int = 0) -> Iterator[Server]:
    """Run the bare server; each couple is a room, and each idle person."""

    def couple(number: int) -> Couple:
        listener: Client = (f"{crowd.LIVE}&room=r{number}", {})
        return Couple((f"/ticks/r{number}/2026-03-12", {}), (listener, listener))

    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        module = ["-m", "gevent.monkey", "--module", "tests.benchmarks.bare_server"]
        sockets: list[Client] = [
            (f"{crowd.LIVE}&room=i{number // crowd.EACH}", {}) for number in range(idle)
        ]
        with running([*module, str(port), folder], port, {}) as pid:
            yield Server(port, pid, [couple(number) for number in range(couples)], {}, sockets)


@contextmanager
def woven(couples: int, years: int, *, idle: int = 0) -> Iterator[Server]:
    """Run Woven as `make run` does.

    Its couples begin today; two more, `weeks` and `years`, have twelve weeks and `years` of
    history on all their habits, and `new` has none.
    """
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environ = settings(Path(folder), f"sqlite:///{folder}/woven.db", port)
        app = made(environ)
        today = clock.now().date()
        alike = [one_couple(app, f"c{number}", today) for number in range(couples)]
        ages = {"new": 0, "weeks": 84, "years": round(years * 365.25)}
        special = {
            name: one_couple(app, name, today - timedelta(days=age)) for name, age in ages.items()
        }
        sockets = crowd.settle_in(app, idle) if idle else []
        with app.app_context():
            db.engine.dispose()
        with running(["wsgi.py"], port, environ) as pid:
            yield Server(port, pid, alike, special, sockets)


def settings(folder: Path, database_url: str, port: int, redis_url: str = "") -> dict[str, str]:
    """Return the environment of a process that serves."""
    return {
        "INSTANCE_DIR": str(folder),
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "PUBLIC_URL": "",
        "REDIS_URL": redis_url,
        "RATE_LIMITS": "off",
        "LOG_LEVEL": "warning",
    }


def made(environ: dict[str, str]) -> Flask:
    """Make the store's tables, and return an application on it."""
    upgrade = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(
        upgrade, cwd=config.ROOT, env={**os.environ, **environ}, check=True, capture_output=True
    )
    with kept_listeners():  # who ticks here is not to tell the server beside it
        return create_app(config.from_environ(environ))


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


def one_couple(app: Flask, name: str, since: date) -> Couple:
    """Make a couple with HABITS habits, and say how they speak to the server."""
    ana, ben, couple_id = years(app, name, since, HABITS)
    with app.app_context():
        query = db.select(Habit.id).filter_by(couple_id=couple_id).order_by(Habit.title)
        habit = db.session.scalars(query).first()
    now = clock.now()

    def client(person: Someone, path: str) -> Client:
        return path, {"Authorization": f"Bearer {person.secret}"}

    return Couple(
        client(ana, f"/api/habits/{habit}/ticks/{now.date()}"),
        (client(ana, crowd.LIVE), client(ben, crowd.LIVE)),
    )


@contextmanager
def running(argv: Sequence[str], port: int, environ: dict[str, str]) -> Iterator[int]:
    """Run a server that listens on a port, and yield its process's id."""
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
