"""What requests cost the processor, at the web process and at PostgreSQL, one by one."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import requests
from flask import Flask

from deploy.processes import free_port
from tests.benchmarks import crowd, serving
from tests.benchmarks.in_process import signed_in
from tests.benchmarks.wire import Listener
from tests.support.servers import PostgresServer, postgres_server, redis_server
from tracker import clock
from tracker.extensions import db
from tracker.models import Membership, Person
from tracker.services import changes, principal

TICKS_SECONDS, VIEWS, CHUNK, SWEEPS = 4.0, 150, 500, 40


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a processor."""

    web: float
    store: float


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured: of a tick, a view of Today, a catching up; the sweep by a listener."""

    tick: Cost
    today: Cost
    catch_up: Cost
    listener: Cost


def measure() -> Costs:
    """Serve on PostgreSQL with Redis beside it, and ask."""
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres_server(fsync=True) as postgres,
        redis_server() as redis,
    ):
        port = free_port()
        url = postgres.new_database()
        environ = serving.settings(Path(folder), url, port, redis.url)
        app = serving.made(environ)
        couples = [serving.one_couple(app, f"c{number}", clock.now().date()) for number in range(4)]
        crowd.settle_in(app, CHUNK * crowd.EACH)
        with app.app_context():
            ana = db.session.scalars(
                db.select(Membership.person_id).join(Person).where(Person.name == "C0-Ana")
            ).one()
            db.session.remove()
            db.engine.dispose()
        with serving.running(["wsgi.py"], port, environ) as pid:
            server = serving.Server(port, pid, couples, {})

            def spent() -> Cost:
                return Cost(server.cpu(), _of_postgres(postgres))

            before = spent()
            rate = server.load("saturated", couples, listen=True, warm=0.0, seconds=TICKS_SECONDS)
            tick = _each(before, spent(), rate * TICKS_SECONDS)
            browser, session = signed_in(app, ana), requests.Session()
            before = spent()
            for _ in range(VIEWS):
                answer = session.get(f"http://127.0.0.1:{port}/today", headers=browser)
                assert answer.status_code == 200, answer.text[:300]
            today = _each(before, spent(), VIEWS)
            listener = Listener(port, *couples[0].listeners[0])
            before = spent()
            for _ in range(VIEWS):
                listener.catch_up(after=10**9)
            catch_up = _each(before, spent(), VIEWS)
        swept = _swept(app, postgres)
        with app.app_context():
            db.engine.dispose()
    return Costs(tick, today, catch_up, swept)


def _swept(app: Flask, postgres: PostgresServer) -> Cost:
    """Ask what the sweep asks of each listener, as it asks: for CHUNK people at once."""
    with app.app_context():
        people = list(db.session.scalars(db.select(Person.id).limit(CHUNK)))
        held = set(db.session.scalars(db.select(principal.Credential.id).limit(CHUNK)))
        before = Cost(process_time(), _of_postgres(postgres))
        for _ in range(SWEEPS):
            changes.heads(people)
            principal.still_valid(db.session.connection(), held, clock.now())
            db.session.rollback()
        after = Cost(process_time(), _of_postgres(postgres))
        db.session.remove()
    return _each(before, after, SWEEPS * len(people))


def _each(before: Cost, after: Cost, count: float) -> Cost:
    return Cost((after.web - before.web) / count, (after.store - before.store) / count)


def _of_postgres(server: PostgresServer) -> float:
    """Return the seconds that PostgreSQL and all its processes have used so far."""
    own = _stat(server.process.pid)
    ticks = sum(own[11:15])  # those that have ended are counted with their parent
    ticks += sum(sum(fields[11:13]) for fields in _children(server.process.pid))
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(parent: int) -> Iterator[list[int]]:
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = _stat(int(path.name))
        except (FileNotFoundError, ProcessLookupError):
            continue  # ended meanwhile
        if fields[1] == parent:
            yield fields


def _stat(pid: int) -> list[int]:
    """Return the numbers of /proc/PID/stat from its third field on; the state counts as 0."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [0, *(int(field) for field in fields[1:])]
