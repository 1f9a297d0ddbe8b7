"""What is sent past a socket's queue comes whole, once, and in its order."""

from collections.abc import Iterator

import gevent
import pytest
from engineio.packet import MESSAGE, Packet
from gevent import socket as sockets
from gevent.queue import Queue
from wsproto import ConnectionType
from wsproto.connection import Connection as Protocol
from wsproto.events import TextMessage

from tracker.live import websocket

LONG = "x" * 4_000_000
"""More than a network takes in at once."""


class Client:
    """Engine.IO's socket as far as it is needed, its writer, and who listens at the other end."""

    def __init__(self) -> None:
        ours, self.theirs = sockets.socketpair()
        self.connection = websocket.Connection.__new__(websocket.Connection)
        self.connection.sock = ours
        self.connection.sending, self.connection.connected = False, True
        setattr(self, websocket.CONNECTION, self.connection)
        self.queue: Queue[Packet] = Queue()
        self.queued = 0
        self.closed = self.closing = False
        self.sockets = {"engine": self}
        self.writer = gevent.spawn(self.write)

    def send_packet(self, _engine_id: str, packet: Packet) -> None:
        self.queued += 1
        self.queue.put(packet)

    def write(self) -> None:
        while True:
            self.connection.send(self.queue.get().encode())

    def push(self, text: str) -> None:
        packet = Packet(MESSAGE, text)
        websocket.push(self, "engine", packet, websocket.frame(packet.encode()))

    def hear(self, count: int, begun: bytes = b"") -> list[str]:
        protocol = Protocol(ConnectionType.CLIENT)
        protocol.receive_data(begun)
        heard: list[str] = []
        whole = ""
        with gevent.Timeout(20):
            while len(heard) < count:
                for event in protocol.events():
                    assert isinstance(event, TextMessage)
                    whole += event.data
                    if event.message_finished:
                        heard.append(whole)
                        whole = ""
                if len(heard) < count:
                    protocol.receive_data(self.theirs.recv(1 << 20))
        return heard


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.writer.kill()
    client.connection.sock.close()
    client.theirs.close()


@pytest.mark.parametrize("size", [0, 1, 124, 125, 65_534, 65_535, 70_000])
def test_a_text_of_any_length_is_one_frame(client: Client, size: int) -> None:
    client.push("é" * (size // 2) + "x" * (size % 2))
    assert [len(text.encode()) for text in client.hear(1)] == [size + 1]
    assert client.queued == 0


def test_what_waits_is_not_overtaken(client: Client) -> None:
    client.send_packet("engine", Packet(MESSAGE, "first"))
    client.push("second")  # the writer has not had its turn
    assert client.hear(2) == ["4first", "4second"]


def test_what_does_not_fit_is_sent_on_and_comes_whole_before_what_follows(client: Client) -> None:
    for text in (LONG, "second", "third"):
        client.push(text)
    assert client.queued == 3
    gevent.sleep(0)  # the writer is in the midst of the rest now
    client.push("fourth")
    assert client.hear(4) == ["4" + LONG, "4second", "4third", "4fourth"]


def test_nothing_comes_into_the_midst_of_what_is_half_sent(client: Client) -> None:
    client.push(LONG)
    gevent.sleep(0)
    begun = client.theirs.recv(1 << 20)  # there is room again, and the writer has not seen it yet
    client.push("second")
    assert client.hear(2, begun) == ["4" + LONG, "4second"]


@pytest.mark.parametrize("state", ["closed", "closing"])
def test_nothing_is_sent_past_the_end(client: Client, state: str) -> None:
    setattr(client, state, True)
    client.push("late")
    assert client.queued == 1  # Engine.IO's own way, which drops it


def test_without_a_websocket_of_ours_it_goes_engine_ios_way(client: Client) -> None:
    delattr(client, websocket.CONNECTION)
    client.push("hello")
    assert client.hear(1) == ["4hello"]


def test_a_client_that_is_gone_is_left_to_the_writer(client: Client) -> None:
    client.theirs.close()
    client.push("hello")
    client.push("again")
    assert client.queued == 2
    with pytest.raises(OSError):
        client.writer.get(timeout=5)
    assert not client.connection.sending
