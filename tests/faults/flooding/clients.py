"""Clients that come to hold a server up: they say nothing, or half of it, or do not listen."""

import base64
import os
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from tests.support.people import Someone
from tests.support.server import LiveServer

HEAD = "GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
BODY = (
    "POST /api/tokens HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{{"
)
UPGRADE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: {key}\r\n"
)
SMALL = 4096
"""Bytes that the network keeps for who does not listen."""


def line(server: LiveServer, said: str = "", **values: str) -> socket.socket:
    """Connect, and say something."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    one.settimeout(10)
    one.connect(("127.0.0.1", server.port))
    if said:
        one.sendall(said.format(port=server.port, **values).encode())
    return one


def silent(server: LiveServer) -> socket.socket:
    """Connect and say nothing."""
    return line(server)


def half_a_head(server: LiveServer) -> socket.socket:
    """Begin a request."""
    return line(server, HEAD)


def half_a_body(server: LiveServer) -> socket.socket:
    """Announce a body, and begin it."""
    return line(server, BODY)


def refused_upgrade(server: LiveServer) -> socket.socket:
    """Ask for a websocket as nobody."""
    return line(server, UPGRADE + "\r\n", key=_key())


def never_joins(server: LiveServer, person: Someone) -> socket.socket:
    """Open a websocket as somebody, and say nothing on it."""
    credentials = "Authorization: Bearer {secret}\r\n\r\n"
    return line(server, UPGRADE + credentials, key=_key(), secret=person.secret)


def does_not_read(server: LiveServer, path: str) -> socket.socket:
    """Ask for a page again and again, and read nothing of it."""
    one = line(server)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    one.sendall(request * 300)
    return one


def _key() -> str:
    return base64.b64encode(os.urandom(16)).decode()


class Crowd:
    """Connections, and when the server ended them."""

    def __init__(self, lines: list[socket.socket], *, slowly: bytes = b"") -> None:
        """Watch connections; each says `slowly` now and then."""
        self.lines = lines
        self.slowly = slowly
        self.began = time.monotonic()
        self.ended: list[float] = []
        """Seconds."""

    def watch(self, seconds: float, every: float) -> None:
        """Wait until the server has ended them all, or the time is up."""
        with selectors.DefaultSelector() as selector:
            for one in self.lines:
                one.setblocking(False)
                selector.register(one, selectors.EVENT_READ)
            said = time.monotonic()
            while len(self.ended) < len(self.lines) and time.monotonic() < self.began + seconds:
                for key, _ in selector.select(every):
                    if _is_over(key.fileobj):  # type: ignore[arg-type]
                        selector.unregister(key.fileobj)
                        self.ended.append(time.monotonic() - self.began)
                if self.slowly and time.monotonic() > said + every:
                    said = time.monotonic()
                    for key in list(selector.get_map().values()):
                        _quietly(lambda one=key.fileobj: one.send(self.slowly))  # type: ignore[misc]

    def close(self) -> None:
        """Go away."""
        for one in self.lines:
            one.close()


def _is_over(one: socket.socket) -> bool:
    try:
        while piece := one.recv(65536):
            del piece
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _quietly(act: Callable[[], object]) -> None:
    with suppress(OSError):
        act()
