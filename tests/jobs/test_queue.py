"""Errands reach the queue after the commit, and whoever serves runs them."""

import pickle
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from huey import Huey, RedisHuey
from time_machine import TimeMachineFixture

from tests.support.jobs import as_served, run_errands
from tests.support.servers import or_skip, redis_server
from tracker import clock, config, jobs
from tracker.jobs.queue import OnTheMinute
from tracker.jobs.queue_store import open_queue
from tracker.jobs.work import ERRANDS, errand
from tracker.services import errands, transaction
from tracker.services.reminders.due import LATE

MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(make_app: MakeApp) -> MakeApp:
    """Build applications with the queue that they would be served with."""
    return lambda **environ: as_served(make_app(**environ))


@pytest.fixture
def ran() -> Iterator[list[str]]:
    """Offer an errand `test.note`; return what it was run with."""
    heard: list[str] = []

    @errand("test.note")
    def note(word: str) -> None:
        heard.append(word)

    @errand("test.later", later=(20, 240))
    def note_later(word: str) -> None:
        heard.append(word)

    @errand("test.break", retries=1)
    def fail(word: str) -> None:
        heard.append(word)
        raise RuntimeError("the way out is closed")

    yield heard
    for name in ("test.note", "test.later", "test.break"):
        del ERRANDS[name]


def ask(app: Flask, *errand_: str, fail: bool = False) -> None:
    with app.app_context(), transaction.writing() as session:
        errands.ask(session, *errand_)
        if fail:
            raise LookupError


def soon(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_an_errand_is_run_once(ran: list[str], app: Flask) -> None:
    ask(app, "test.note", "a word")
    assert ran == []
    soon(lambda: jobs.of(app).huey.pending_count() == 1)
    assert run_errands(app) == 1
    assert run_errands(app) == 0
    assert ran == ["a word"]


def test_what_is_not_committed_asks_for_nothing(ran: list[str], app: Flask) -> None:
    with pytest.raises(LookupError):
        ask(app, "test.note", "a word", fail=True)
    ask(app, "test.note", "another")
    soon(lambda: jobs.of(app).huey.pending_count() == 1)
    run_errands(app)
    assert ran == ["another"]


@pytest.mark.store("sqlite")
def test_an_errand_that_fails_waits_for_another_try_where_that_does_no_harm(
    ran: list[str], app: Flask
) -> None:
    ask(app, "test.break", "a word")
    run_errands(app)
    assert ran == ["a word"]
    assert jobs.of(app).huey.scheduled_count() == 1


@pytest.mark.store("sqlite")
def test_one_that_could_be_measured_runs_at_a_moment_that_is_drawn(
    ran: list[str], app: Flask
) -> None:
    queue = jobs.of(app)
    for number in range(5):
        ask(app, "test.later", str(number))
    tasks = queue.huey.pending()
    now = clock.now().replace(tzinfo=None)
    waits = [(task.eta - now).total_seconds() for task in tasks]
    assert all(18 < wait < 240 for wait in waits)
    assert max(waits) - min(waits) > 0.01
    consumer = queue.start()
    try:
        soon(lambda: queue.huey.scheduled_count() == 5)
    finally:
        consumer.stop(graceful=True)
    assert ran == []


@pytest.mark.parametrize(("name", "soonest", "latest"), [("nudge", 20, 240), ("mail.reset", 2, 20)])
def test_what_nobody_is_to_measure_is_put_off(name: str, soonest: int, latest: int) -> None:
    assert ERRANDS[name].later == (soonest, latest)
    assert timedelta(seconds=latest) < LATE / 2


@pytest.mark.store("sqlite")
def test_no_other_user_can_read_what_is_stored(ran: list[str], app: Flask) -> None:
    settings = app.config["WOVEN"]
    ask(app, "test.note", "a word")
    modes = [path.stat().st_mode & 0o777 for path in settings.instance_dir.glob("jobs.db*")]
    assert set(modes) == {0o600}


@pytest.mark.store("sqlite")
def test_what_waits_outlives_a_restart(ran: list[str], app: Flask) -> None:
    ask(app, "test.note", "a word")
    again = jobs.Jobs(app, app.config["WOVEN"], lambda *_: None)
    assert again.run_waiting() == 1
    assert ran == ["a word"]


@pytest.mark.store("sqlite")
def test_a_process_that_serves_runs_errands_and_stops(ran: list[str], app: Flask) -> None:
    consumer = jobs.of(app).start()
    try:
        ask(app, "test.note", "a word")
        soon(lambda: ran == ["a word"])
    finally:
        consumer.stop(graceful=True)


@pytest.mark.store("sqlite")
def test_rounds_begin_with_the_minute(app: Flask, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-05-06T12:00:42.500Z", tick=False)
    before = time.monotonic()
    scheduler = OnTheMinute(jobs.of(app).huey, threading.Event(), 1, periodic=True)
    assert scheduler._next_periodic - before == pytest.approx(17.5, abs=0.5)


@pytest.mark.store("sqlite")
def test_several_processes_share_a_queue_in_redis(
    ran: list[str], make_app: MakeApp, redis_url: str
) -> None:
    app = make_app(REDIS_URL=redis_url)
    other = jobs.Jobs(app, app.config["WOVEN"], lambda *_: None)
    ask(app, "test.note", "a word")
    soon(lambda: other.huey.pending_count() == 1)
    assert other.run_waiting() == 1
    assert ran == ["a word"]


@pytest.mark.store("sqlite")
def test_who_can_write_to_redis_cannot_run_code_here(
    ran: list[str], make_app: MakeApp, redis_url: str
) -> None:
    app = make_app(REDIS_URL=redis_url)
    huey = jobs.of(app).huey
    assert isinstance(huey, RedisHuey)
    huey.storage.enqueue(pickle.dumps(("test.note", "forged")))
    with pytest.raises(ValueError, match="Separator"):
        huey.dequeue()
    assert ran == []


@pytest.mark.store("sqlite")
def test_a_redis_that_hangs_is_not_in_the_way(make_app: MakeApp, ran: list[str]) -> None:
    with or_skip(redis_server()) as server:
        app = make_app(REDIS_URL=server.url)
        ask(app, "test.note", "before")
        soon(lambda: jobs.of(app).huey.pending_count() == 1)
        server.freeze()
        started = time.monotonic()
        ask(app, "test.note", "while it hangs")
        assert time.monotonic() - started < 0.3
        server.thaw()


@pytest.mark.store("sqlite")
def test_the_server_is_not_ready_without_its_queue(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(jobs.of(app).huey, "pending_count", None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "no queue"})


@pytest.mark.store("sqlite")
def test_the_server_is_ready_without_redis_and_says_so_where_numbers_are(make_app: MakeApp) -> None:
    with or_skip(redis_server()) as server:
        client = make_app(REDIS_URL=server.url).test_client()
        assert "woven_queue_up 1.0" in client.get("/metrics").text
        server.kill()
        assert "woven_queue_up 0.0" in client.get("/metrics").text
        assert client.get("/readyz").status_code == 200


@pytest.mark.store("sqlite")
def test_a_process_that_is_there_before_its_store_begins_when_it_comes(
    ran: list[str], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, opened = jobs.of(app), jobs.of(app).open
    tries = iter([psycopg.OperationalError("it is not there yet")])

    def open_later() -> Huey:
        for error in tries:
            raise error
        return opened()

    monkeypatch.setattr(queue, "open", open_later)
    monkeypatch.setattr("tracker.jobs.queue.POLL_SECONDS", 0.05)
    queue.begin()
    assert queue.consumer is None
    soon(lambda: queue.consumer is not None)
    assert queue.consumer is not None
    try:
        ask(app, "test.note", "a word")
        soon(lambda: ran == ["a word"])
    finally:
        queue.consumer.stop(graceful=True)


def test_processes_that_start_together_each_find_the_queue(
    postgres_url: str, tmp_path: Path
) -> None:
    settings = config.from_environ({"DATABASE_URL": postgres_url, "INSTANCE_DIR": str(tmp_path)})
    with ThreadPoolExecutor(8) as pool:
        for huey in pool.map(lambda _: open_queue(settings), range(8)):
            assert huey.pending_count() == 0
            huey.storage.close()
