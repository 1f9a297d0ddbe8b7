"""Clients that do not say what they came for are let go; whoever does, has time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import gevent
import pytest
from flask import Flask

from deploy.processes import free_port
from tracker import patience, stopping
from tracker.server import Server

WAITS = 5.0
"""Seconds in which somebody is let go in any case."""


class Served:
    """A server in a thread of its own, with an application that reads what it is sent."""

    def __init__(self) -> None:
        self.port = free_port()
        self.busy = 0
        self.server: Server | None = None
        self.started, self.done = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        assert self.started.wait(WAITS)

    def _run(self) -> None:
        app = Flask(__name__)
        self.server = Server(_Here(self.port), self._answer, stopping.of(app))  # type: ignore[arg-type]
        self.server.start()
        looking = gevent.spawn(self.server.patience.look_forever, gevent.sleep)
        self.started.set()
        while not self.done.is_set():
            gevent.sleep(0.01)
        looking.kill()
        self.server.stop(0)

    def _answer(self, environ, start_response):
        if environ["PATH_INFO"] == "/reads":
            environ["wsgi.input"].read()
        if environ["PATH_INFO"] == "/busy":
            self.busy += 1
            time.sleep(0.001)  # lets nobody else have a turn
        if environ["PATH_INFO"] == "/works":
            environ["wsgi.input"].read()
            gevent.sleep(0.6)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def line(self) -> socket.socket:
        """Connect."""
        return socket.create_connection(("127.0.0.1", self.port), WAITS)


class _Here:
    bind = "127.0.0.1"

    def __init__(self, port: int) -> None:
        self.port = port


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Serve with little patience."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, seconds in (("HEAD", 0.3), ("BODY", 0.3), ("IDLE", 0.6), ("ROUND", 0.02)):
            monkeypatch.setattr(patience, name, seconds)
        served = Served()
        yield served
        served.done.set()
        served.thread.join(WAITS)


def seconds_until_the_end(line: socket.socket) -> tuple[float, bytes]:
    """Return how long the other side kept a connection from now on, and what it said."""
    began, said = time.monotonic(), b""
    try:
        while piece := line.recv(4096):
            said += piece
    except ConnectionResetError:
        pass
    return time.monotonic() - began, said


def is_answered(line: socket.socket) -> bool:
    """Read an answer; tell whether it came whole."""
    said = b""
    while piece := line.recv(4096):
        said += piece
        if said.endswith(b"\r\n\r\nok"):
            return True
    return False


GET = b"GET / HTTP/1.1\r\nHost: here\r\n"
BUSY = b"GET /busy HTTP/1.1\r\nHost: here\r\n\r\n"
POST = b"POST /reads HTTP/1.1\r\nHost: here\r\n"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GE", id="half a line"),
        pytest.param(GET, id="half a head"),
        pytest.param(POST + b"Content-Length: 9\r\n\r\nhalf", id="half a body"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nha", id="half a chunk"),
        pytest.param(
            GET.replace(b"GET", b"POST") + b"Content-Length: 999999999999\r\n\r\nhalf",
            id="a body that nobody reads",
        ),
    ],
)
def test_who_stops_speaking_is_let_go(served: Served, said: bytes) -> None:
    with closing(served.line()) as line:
        line.sendall(said)
        seconds, _ = seconds_until_the_end(line)
    assert 0.2 < seconds < WAITS


@pytest.mark.parametrize("piece", [b"X", b"X: y\r\n"])
def test_so_is_who_goes_on_speaking_without_end(served: Served, piece: bytes) -> None:
    with closing(served.line()) as line:
        line.sendall(GET)
        began = time.monotonic()
        with suppress(OSError):
            while time.monotonic() - began < WAITS:
                line.sendall(piece)
                time.sleep(0.02)
        assert time.monotonic() - began < WAITS


@pytest.mark.parametrize("head", [POST, POST + b"X: y\r\n", b"GET / HTTP/1.1\r\n"])
def test_a_head_that_is_cut_short_is_no_request(served: Served, head: bytes) -> None:
    with closing(served.line()) as line:
        line.sendall(head)
        line.shutdown(socket.SHUT_WR)
        assert b"400 Bad Request" in seconds_until_the_end(line)[1]


def test_between_requests_there_is_more_time_and_then_no_more(served: Served) -> None:
    with closing(served.line()) as line:
        for wait in (0.45, 0.0):
            line.sendall(GET + b"\r\n")
            assert is_answered(line)
            time.sleep(wait)  # longer than a head may take
        seconds, said = seconds_until_the_end(line)
    assert (said, 0.4 < seconds < WAITS) == (b"", True)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"Content-Length: 4\r\n\r\nwhol", id="a length"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n4\r\nwhol\r\n0\r\n\r\n", id="chunks"),
    ],
)
def test_whoever_has_said_it_all_waits_for_us_and_not_we_for_them(
    served: Served, body: bytes
) -> None:
    with closing(served.line()) as line:
        line.sendall(POST.replace(b"reads", b"works") + body)
        line.settimeout(WAITS)
        assert is_answered(line)


def test_who_asks_for_much_at_once_does_not_hold_up_who_asks_for_little(served: Served) -> None:
    with closing(served.line()) as greedy, closing(served.line()) as modest:
        greedy.sendall(BUSY * 500)
        while not served.busy:
            time.sleep(0.001)
        modest.sendall(GET + b"\r\n")
        assert is_answered(modest)
        assert served.busy < 400


def test_whoever_is_gone_is_forgotten(served: Served) -> None:
    assert served.server is not None
    lines = [served.line() for _ in range(20)]
    for line in lines:
        line.close()
    deadline = time.monotonic() + WAITS
    while served.server.connections or served.server.patience.waiting:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_beyond_what_files_there_are_for_one_waits_until_another_goes(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert served.server is not None
    monkeypatch.setattr(served.server, "most", 2)
    with closing(served.line()) as one, closing(served.line()) as other:
        for line in (one, other):
            line.sendall(GET + b"\r\n")
            assert is_answered(line)
        with closing(served.line()) as third:
            third.sendall(GET + b"\r\n")
            third.settimeout(0.1)
            with pytest.raises(TimeoutError):
                third.recv(4096)
            one.close()
            third.settimeout(WAITS)
            assert is_answered(third)


@pytest.mark.parametrize(
    ("limits", "most"),
    [((1_024, 524_288), 32_640), ((1_024, 4_096), 1_920), ((20_000, 20_000), 9_872)],
)
def test_as_many_files_are_opened_as_may_be(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], most: int
) -> None:
    asked: list[tuple[int, int]] = []
    take: Callable[[int, tuple[int, int]], None] = lambda _kind, pair: asked.append(pair)  # noqa: E731
    monkeypatch.setattr(patience.resource, "getrlimit", lambda _kind: limits)
    monkeypatch.setattr(patience.resource, "setrlimit", take)
    assert patience.most_clients() == most
    assert asked == ([] if limits[0] == limits[1] else [(min(65_536, limits[1]), limits[1])])
