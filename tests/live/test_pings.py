"""Who is pinged when, and who is taken for gone."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import engineio.base_socket
import engineio.socket
import pytest
from engineio.packet import PONG, Packet
from engineio.server import Server
from engineio.socket import Socket

from tracker.live import pings

INTERVAL, TIMEOUT = 25, 20


class FakeSocketIO:
    """As much of Socket.IO as pings need, above a real Engine.IO: time passes while it sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        engine = Server(async_mode="threading", ping_interval=INTERVAL, ping_timeout=TIMEOUT)
        engine.start_background_task = self.start_background_task
        engine.sleep = self.sleep
        self.server = SimpleNamespace(eio=engine)
        self.tasks: list[Callable[[], None]] = []
        self.answers: list[tuple[float, Socket]] = []
        self.ends = float("inf")

    def time(self) -> float:
        return self.now

    monotonic = time

    def instant(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    def start_background_task(self, target: Callable[[], None]) -> None:
        self.tasks.append(target)

    def opened(self) -> Socket:
        socket = Socket(self.server.eio, f"socket {self.now}")
        self.server.eio.sockets[socket.sid] = socket
        socket.schedule_ping()  # as Engine.IO does at the opening, and at each answer
        return socket

    def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        if until > self.ends:
            raise StopAsyncIteration
        for answer in [answer for answer in self.answers if answer[0] <= until]:
            self.answers.remove(answer)
            self.now, socket = answer
            socket.receive(Packet(PONG))
        self.now = until

    def run(self, seconds: float) -> None:
        """Let time pass for as long as somebody waits for it, at most so many seconds."""
        self.ends = self.now + seconds
        while self.tasks:
            try:
                self.tasks[0]()
                self.tasks.pop(0)
            except StopAsyncIteration:
                self.now = self.ends
                return


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> FakeSocketIO:
    """Return Socket.IO with its pings gathered."""
    socketio = FakeSocketIO()
    for module in (pings, engineio.socket, engineio.base_socket):
        monkeypatch.setattr(module, "time", socketio)
    monkeypatch.setattr(pings, "clock", SimpleNamespace(now=socketio.instant))
    pings.gather(socketio)
    return socketio


def sent(socket: Socket) -> list[Any]:
    return [packet if packet is None else packet.encode() for packet in socket.queue.queue]


def test_a_socket_is_pinged_after_the_interval_and_again_once_it_has_answered(
    world: FakeSocketIO,
) -> None:
    socket = world.opened()
    world.run(INTERVAL - 1)
    assert sent(socket) == []
    world.run(1.5)
    assert sent(socket) == ["2"]
    world.answers = [(1000 + INTERVAL + 5, socket)]
    world.run(4 + INTERVAL)
    assert sent(socket) == ["2"]
    world.run(1)
    assert sent(socket) == ["2", "2"]
    assert not socket.closed


def test_a_socket_that_does_not_answer_is_closed_and_nobody_is_waited_for_any_more(
    world: FakeSocketIO,
) -> None:
    socket = world.opened()
    world.run(INTERVAL + TIMEOUT - 1)
    assert not socket.closed
    world.run(1000)
    assert (socket.closed, sent(socket)[-1], world.tasks) == (True, None, [])
    assert world.server.eio.sockets == {}
    assert world.now < 1000 + INTERVAL + 2 * TIMEOUT + 1  # as Engine.IO itself, at the latest
    other = world.opened()
    world.run(INTERVAL + 0.5)
    assert sent(other) == ["2"]


def test_a_closed_socket_is_not_pinged(world: FakeSocketIO) -> None:
    socket = world.opened()
    socket.close(wait=False, abort=True)
    world.run(1000)
    assert (sent(socket), world.server.eio.sockets) == ([None], {})


def test_one_sockets_trouble_is_not_anothers(
    world: FakeSocketIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = world.opened(), world.opened()
    monkeypatch.setattr(broken, "send", None)
    world.run(INTERVAL + 1)
    assert sent(other) == ["2"]


def test_one_task_pings_all_and_lets_others_have_their_turn(world: FakeSocketIO) -> None:
    sockets = [world.opened() for _ in range(pings.AT_ONCE + 1)]
    assert len(world.tasks) == 1
    world.run(INTERVAL + pings.GATHERED / 2)
    pinged = [socket for socket in sockets if sent(socket)]
    assert pinged == sockets[: pings.AT_ONCE]
    world.run(1)
    assert sent(sockets[-1]) == ["2"]
