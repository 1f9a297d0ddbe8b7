"""How a process ends: told once in good order, told twice at once; nothing begun is cut off."""

import json
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from tests.support.jobs import as_served
from tracker import ending, jobs, live, server, stopping
from tracker.background import Courier
from tracker.jobs.work import ERRANDS, errand
from tracker.services import errands, transaction
from tracker.stopping import Stop

pytestmark = pytest.mark.store("sqlite")


class Listening:
    """A server as it is ended."""

    def __init__(self, *paths: str) -> None:
        self.running = [SimpleNamespace(environ={"PATH_INFO": path}) for path in paths]
        self.is_open = True

    def close(self) -> None:
        self.is_open = False


def end(app: Flask, listening: Listening, seconds: float = 0) -> tuple[threading.Thread, Stop]:
    """Tell an application's process to stop."""
    stop = stopping.of(app)
    stop.tell()
    thread = threading.Thread(target=ending.end, args=(app, listening, seconds), daemon=True)
    thread.start()
    return thread, stop


def soon(done: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 5
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_told_twice_it_is_in_a_hurry() -> None:
    stop = Stop()
    assert not stop.told.is_set()
    stop.tell()
    assert (stop.told.is_set(), stop.hurry.is_set()) == (True, False)
    stop.tell()
    assert stop.hurry.is_set()
    stop.pause(60)  # nothing
    at_once = Stop()
    at_once.tell(hurry=True)
    assert at_once.told.is_set()
    assert at_once.hurry.is_set()


def test_it_says_that_it_stops_and_goes_on_answering(app: Flask) -> None:
    client = app.test_client()
    stopping.of(app).tell()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "stopping"})
    assert client.get("/healthz").status_code == client.get("/sign-in").status_code == 200
    opening = client.get("/socket.io/?EIO=4&transport=websocket")
    assert (opening.status_code, opening.headers["Retry-After"]) == (503, "1")


def test_it_serves_for_a_while_and_then_answers_what_it_was_asked(app: Flask) -> None:
    listening = Listening("/today")
    began = time.monotonic()
    thread, _ = end(app, listening, seconds=0.3)
    soon(lambda: not listening.is_open)
    assert time.monotonic() - began >= 0.3
    time.sleep(0.05)
    assert thread.is_alive()
    listening.running.clear()
    thread.join(5)
    assert not thread.is_alive()


def test_a_second_word_ends_the_waiting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "HURRY_SECONDS", 0.1)
    began = time.monotonic()
    thread, stop = end(app, Listening("/today"), seconds=60)
    time.sleep(0.02)
    stop.tell()
    thread.join(5)
    assert not thread.is_alive()
    assert time.monotonic() - began < 3


def test_a_socket_is_not_waited_for_as_a_request_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "GOODBYE_SECONDS", 0.1)
    thread, _ = end(app, Listening("/socket.io/"))
    thread.join(3)
    assert not thread.is_alive()


def test_what_waits_is_handed_on_before_the_end(app: Flask) -> None:
    carried: list[int] = []

    def carry(number: int) -> None:
        time.sleep(0.02)
        carried.append(number)

    courier: Courier[int] = Courier("test", carry, 10)
    jobs.of(app).courier = courier  # type: ignore[assignment]
    for number in range(5):
        courier.hand(lambda do: threading.Thread(target=do, daemon=True).start(), number)
    thread, _ = end(app, Listening())
    thread.join(5)
    assert carried == [0, 1, 2, 3, 4]
    assert courier.is_idle


def test_jobs_that_were_begun_come_to_their_end_and_no_other_is_begun(app: Flask) -> None:
    queue = jobs.of(as_served(app))
    begun, may_end, done = threading.Event(), threading.Event(), []

    @errand("test.slow")
    def slow(word: str) -> None:
        begun.set()
        may_end.wait(5)
        done.append(word)

    try:
        consumer = queue.start()
        ask(app, "begun")
        assert begun.wait(5)
        thread, _ = end(app, Listening())
        soon(consumer.stop_flag.is_set)
        ask(app, "comes too late")
        time.sleep(0.1)
        assert thread.is_alive()
        may_end.set()
        thread.join(5)
        assert not thread.is_alive()
        assert done == ["begun"]
        assert queue.huey.pending_count() == 1  # for whoever comes after
    finally:
        ERRANDS.pop("test.slow")


def ask(app: Flask, word: str) -> None:
    with app.app_context(), transaction.writing() as session:
        errands.ask(session, "test.slow", word)


def test_goodbyes_are_spread_and_say_that_one_may_come_back(app: Flask) -> None:
    feed = live.of(app)
    said: list[tuple[float, str, Any]] = []
    manager = SimpleNamespace(eio_sid_from_sid=lambda socket_id, _: f"engine {socket_id}")
    engine = SimpleNamespace(sockets={})
    feed.wire.socketio = SimpleNamespace(
        server=SimpleNamespace(manager=manager, leave_room=lambda *_: None, eio=engine)
    )
    feed.wire.emit = lambda event, data, to: said.append((time.monotonic(), to, (event, data)))  # type: ignore[method-assign]
    for number in range(4):
        feed.listeners[str(number)] = SimpleNamespace(sockets={f"socket {number}": "credential"})  # type: ignore[assignment]
    began = time.monotonic()
    feed.farewell(Stop(), 0.2)
    assert [to for _, to, _ in said] == [f"socket {number}" for number in range(4)]
    assert {json.dumps(what) for *_, what in said} == {json.dumps(("bye", {"reason": "restart"}))}
    assert [round((at - began) * 20) for at, *_ in said] == [0, 1, 2, 3]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/me", "/healthz/", "/socket.io/"])
def test_a_worker_answers_who_watches_it_and_nobody_else(app: Flask, path: str) -> None:
    answers: list[str] = []
    application = server.probes_of(app)
    for asked in (path, "/healthz"):
        environ = {"PATH_INFO": asked, "REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}
        environ |= {"SERVER_NAME": "worker", "SERVER_PORT": "8200", "HTTP_HOST": "worker:8200"}
        list(application(environ, lambda status, *_: answers.append(status)))  # type: ignore[arg-type]
    assert answers == ["404 Not Found", "200 OK"]
