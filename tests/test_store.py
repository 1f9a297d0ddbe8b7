"""The store under pressure: many writers, a lock held elsewhere, no room, no server."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import create_engine, event, text

from tests.conftest import build
from tests.support.habits import agreed
from tests.support.people import Someone, link, problem
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tests.support.servers import PostgresServer, or_skip, postgres_server
from tests.support.stores import migrated
from tracker import clock
from tracker import store as stores
from tracker.extensions import db
from tracker.models import Credential, StreamHead, Tick
from tracker.services import seat, transaction

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def today() -> date:
    return clock.now().date()


@pytest.fixture
def habit(ana: Someone, couple: str, today: date) -> str:
    return agreed(ana, couple, today)


def path(habit: str, day: date) -> str:
    return f"/api/habits/{habit}/ticks/{day}"


@contextmanager
def lock_held_elsewhere(app: Flask) -> Iterator[Any]:
    """Let another process hold SQLite's write lock; gives a function that makes it let go."""
    path = app.config["WOVEN"].database_url.removeprefix("sqlite:///")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield lambda: holder.communicate("go\n", timeout=5)
        finally:
            holder.kill()


@pytest.mark.store("sqlite")
def test_a_new_file_is_nobody_elses_to_read(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    engine = create_engine(f"sqlite:///{path}")
    stores.prepare(engine)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE one (id INTEGER)"))
        connection.commit()
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
    engine.dispose()
    assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}


def count_to_800(app: Flask, person: Someone) -> None:
    """Let 8 threads count a number on, 100 times each, as a service would: read, then write."""
    failures: list[BaseException] = []

    def count_on() -> None:
        try:
            for _ in range(100):
                with app.app_context(), transaction.writing() as session:
                    seat.take(session, person.id, lock=True)
                    head = session.get_one(StreamHead, person.id)
                    head.head = head.head + 1
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=count_on) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        assert db.session.get_one(StreamHead, person.id).head == 800


def test_writers_who_read_first_lose_nothing(app: Flask, ana: Someone, couple: str) -> None:
    count_to_800(app, ana)


@pytest.mark.store("sqlite")
def test_nor_do_those_of_several_processes(
    app: Flask, ana: Someone, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "sqlite_writer", nullcontext())  # what they do not share
    count_to_800(app, ana)


@pytest.mark.store("sqlite")
def test_a_lock_held_elsewhere_only_delays(
    app: Flask, ana: Someone, habit: str, today: date
) -> None:
    with lock_held_elsewhere(app) as let_go:
        timer = threading.Timer(0.5, let_go)
        timer.start()
        started = time.monotonic()
        assert ana.put(path(habit, today)).status_code == 200
        assert 0.4 < time.monotonic() - started < 4
        timer.join()
    assert len(ana.stream()) == 1


@pytest.mark.store("sqlite")
def test_a_lock_held_too_long_is_said_and_nothing_is_stored(
    app: Flask, ana: Someone, habit: str, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stores.BUSY_SECONDS == 5
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0.2)
    with lock_held_elsewhere(app) as let_go:
        response = ana.put(path(habit, today))
        problem(response, 503, "busy")
        assert int(response.headers["Retry-After"]) > 0
        assert ana.get(f"/api/habits/{habit}/ticks").get_json()["items"] == []
        assert ana.stream() == []
        let_go()
    assert ana.put(path(habit, today)).status_code == 200
    assert [item["seq"] for item in ana.stream()] == [1]


@pytest.mark.store("sqlite")
def test_one_can_read_while_the_use_of_a_token_cannot_be_noted(
    app: Flask, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0.2)
    long_ago = clock.now().replace(year=2020)
    with app.app_context(), transaction.writing() as session:
        session.execute(db.update(Credential).values(last_used_at=long_ago))
    with lock_held_elsewhere(app):
        assert ana.get("/api/me").status_code == 200
    assert ana.get("/api/me").status_code == 200
    with app.app_context():
        assert db.session.scalars(db.select(Credential.last_used_at)).one() > long_ago


@pytest.mark.store("sqlite")
def test_a_full_disk_is_said_and_stores_nothing_by_half(
    app: Flask, ana: Someone, ben: Someone, couple: str, today: date
) -> None:
    room = [0]

    def fill(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {room[0]}")

    def set_room(pages: int) -> None:
        room[0] = pages
        db.engine.dispose()

    slots = 20
    habit = agreed(ana, couple, today, times=slots)
    words = "é" * 500
    with app.app_context():
        used = db.session.execute(text("PRAGMA page_count")).scalar_one()
        db.session.remove()
        event.listen(db.engine, "connect", fill)
        set_room(used + 2)
    answers = [
        ana.put(path(habit, today), {"slot": slot, "note": words}).status_code
        for slot in range(slots)
    ]
    assert answers.count(503) > 3
    kept = answers.count(200)
    assert kept + answers.count(503) == slots

    response = ana.put(path(habit, today), {"slot": answers.index(503), "note": words})
    problem(response, 503, "busy")
    assert response.headers["Retry-After"]
    items = ana.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    assert len(items) == kept
    for person in (ana, ben):
        assert [item["seq"] for item in person.stream()] == list(range(1, kept + 1))
    with app.app_context():
        assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        db.session.remove()
        set_room(2**30)
    response = ana.put(path(habit, today), {"slot": answers.index(503), "note": words})
    assert response.status_code == 200
    assert len(ben.stream()) == kept + 1


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL that the test may stop, and that keeps what it was told."""
    with or_skip(postgres_server(fsync=True)) as server:
        yield server


@pytest.fixture
def on_postgres(postgres: PostgresServer, tmp_path: Path) -> Iterator[Flask]:
    """Return an application on it."""
    url = postgres.new_database()
    migrated(build, url, tmp_path)
    app = build(url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_without_its_postgresql_it_is_busy_and_well_again_afterwards(
    postgres: PostgresServer, on_postgres: Flask, today: date, how: str
) -> None:
    ana, ben = Someone(on_postgres, "ana"), Someone(on_postgres, "ben")
    place = path(agreed(ana, link(ana, ben), today), today)
    assert ana.put(place).status_code == 200
    client = on_postgres.test_client()
    assert client.get("/readyz").get_json() == {"status": "ok"}

    getattr(postgres, how)()
    for _ in range(3):
        for response in (
            ana.put(place),
            ben.get("/api/couple"),
            client.get("/api/invites/0000-0000-0000"),
            client.post("/api/tokens", json={"email": "ana@example.org", "password": "x" * 12}),
        ):
            problem(response, 503, "busy")
            assert response.headers["Retry-After"]
        response = client.get("/readyz")
        assert (response.status_code, response.get_json()) == (503, {"status": "unreachable"})
        assert client.get("/healthz").status_code == 200

    postgres.start()
    assert client.get("/readyz").get_json() == {"status": "ok"}
    for person in (ana, ben) * 4:
        assert person.put(place).status_code == 200
    assert [item["seq"] for item in ben.stream()] == [1, 2]


def test_a_postgresql_that_dies_within_a_transaction_keeps_nothing_of_it(
    postgres: PostgresServer, on_postgres: Flask, today: date
) -> None:
    ana, ben = Someone(on_postgres, "ana"), Someone(on_postgres, "ben")
    habit = agreed(ana, link(ana, ben), today)

    def tick_and_die() -> None:
        with transaction.writing() as session:
            seat.take(session, ana.id, lock=True)
            row = {"habit_id": habit, "date": today, "person_id": ana.id, "slot": 0, "done": True}
            registers = {"eff": 1, "op": habit, "note_eff": 0, "note_op": habit}
            session.add(Tick(**row, **registers))
            session.flush()
            postgres.kill()
            seat.take(session, ana.id)

    with on_postgres.app_context():
        with pytest.raises(stores.StoreBusy):
            tick_and_die()
        postgres.start()
        db.session.remove()
        assert db.session.scalars(db.select(Tick)).all() == []
    assert ana.put(path(habit, today)).status_code == 200


@pytest.mark.timeout(60)
def test_writers_who_wait_do_not_keep_the_server_from_answering(
    template: Path, tmp_path: Path, today: date
) -> None:
    with LiveServer(tmp_path, template=template) as server:
        ana, ben = Remote(server, "ana"), Remote(server, "ben")
        couple = link(ana, ben)
        habits = [agreed(ana, couple, today, times=10) for _ in range(5)]
        waits: list[float] = []
        with lock_held_elsewhere(server.app) as let_go, ThreadPoolExecutor(50) as crowd:
            headers = {"Authorization": f"Bearer {ana.secret}"}
            ticks = [
                crowd.submit(
                    requests.put,
                    server.url + path(habit, today),
                    json={"slot": slot},
                    headers=headers,
                    timeout=20,
                )
                for habit in habits
                for slot in range(10)
            ]
            until = time.monotonic() + 1
            while time.monotonic() < until:
                started = time.monotonic()
                assert requests.get(f"{server.url}/healthz", timeout=5).status_code == 200
                waits.append(time.monotonic() - started)
                time.sleep(0.02)
            assert not any(tick.done() for tick in ticks)
            let_go()
            assert {tick.result().status_code for tick in ticks} == {200}
        # A loop that stood still would have made one of these wait for all of the second.
        assert sorted(waits)[len(waits) // 2] < 0.1
        assert max(waits) < 0.5
        assert [item["seq"] for item in ben.stream()] == list(range(1, 51))
