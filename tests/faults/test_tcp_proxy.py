"""The fault proxy does what it is told, and nothing while it is not."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.tcp_proxy import HOST, TcpProxy


@pytest.fixture(scope="module")
def echo() -> Iterator[int]:
    """Answer every line with itself; yields the port."""
    with socket.create_server((HOST, 0)) as listener:

        def answer(wire: socket.socket) -> None:
            try:
                while data := wire.recv(4096):
                    wire.sendall(data)
            except OSError:
                pass
            finally:
                wire.close()

        def accept() -> None:
            while True:
                try:
                    wire, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(wire,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(echo: int) -> Iterator[TcpProxy]:
    with TcpProxy(echo) as proxy:
        yield proxy


@pytest.fixture
def wire(proxy: TcpProxy) -> Iterator[socket.socket]:
    """A connection over which something has gone already."""
    with socket.create_connection((HOST, proxy.port), timeout=5) as wire:
        assert said(wire, b"hello") == b"hello"
        yield wire


def said(wire: socket.socket, text: bytes) -> bytes:
    """Say something, and return as much as comes back of it; TimeoutError where nothing does."""
    wire.sendall(text)
    heard = b""
    while len(heard) < len(text):
        data = wire.recv(4096)
        if not data:
            break
        heard += data
    return heard


def seconds(wire: socket.socket, text: bytes) -> float:
    started = time.monotonic()
    assert said(wire, text) == text
    return time.monotonic() - started


def test_it_hands_on_what_is_said_and_how_it_ends(proxy: TcpProxy, wire: socket.socket) -> None:
    text = b"so" * 100_000
    answer = b""
    threading.Thread(target=wire.sendall, args=(text,), daemon=True).start()
    while len(answer) < len(text):
        answer += wire.recv(65536)
    assert answer == text
    wire.shutdown(socket.SHUT_WR)
    assert wire.recv(1) == b""  # the end, and no reset


def test_it_is_late_and_slow_when_told_to(proxy: TcpProxy, wire: socket.socket) -> None:
    proxy.delay(0.05)
    assert 0.1 <= seconds(wire, b"there and back") < 1
    proxy.heal()
    proxy.limit(10_000)
    assert 0.1 <= seconds(wire, bytes(1500)) < 2
    proxy.heal()
    assert seconds(wire, bytes(1500)) < 0.5


def test_what_is_said_into_a_silence_arrives_after_it(proxy: TcpProxy, wire: socket.socket) -> None:
    proxy.freeze()
    with socket.create_connection((HOST, proxy.port), timeout=0.1) as new:
        for each in (wire, new):
            each.settimeout(0.05)
            with pytest.raises(TimeoutError):
                said(each, b"anybody?")
        proxy.heal()
        for each in (wire, new):
            each.settimeout(5)
            assert each.recv(8) == b"anybody?"


def test_what_is_dropped_never_arrives(proxy: TcpProxy, wire: socket.socket) -> None:
    proxy.drop("down")
    wire.settimeout(0.05)
    with pytest.raises(TimeoutError):
        said(wire, b"lost")
    proxy.heal()
    wire.settimeout(5)
    assert said(wire, b"heard") == b"heard"


def test_a_cut_resets_what_is_open_and_lets_new_ones_in(
    proxy: TcpProxy, wire: socket.socket
) -> None:
    proxy.cut()
    with pytest.raises(ConnectionResetError):
        wire.recv(1)
    with socket.create_connection((HOST, proxy.port), timeout=5) as new:
        assert said(new, b"again") == b"again"


def test_a_cut_in_the_middle_lets_so_many_bytes_through(
    proxy: TcpProxy, wire: socket.socket
) -> None:
    proxy.cut_after(3, "down")
    wire.sendall(b"middle")
    assert wire.recv(6) == b"mid"
    with pytest.raises(ConnectionResetError):
        wire.recv(1)
    with socket.create_connection((HOST, proxy.port), timeout=5) as new:
        assert said(new, b"middle") == b"middle"


def test_where_it_refuses_nobody_comes_in(proxy: TcpProxy, wire: socket.socket) -> None:
    proxy.refuse()
    with pytest.raises(ConnectionResetError):
        wire.recv(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, proxy.port), timeout=5)
    proxy.heal()
    with socket.create_connection((HOST, proxy.port), timeout=5) as new:
        assert said(new, b"again") == b"again"
