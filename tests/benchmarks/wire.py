"""HTTP and websocket by hand, on plain sockets: a client that costs little beside the server.

Every microsecond of a client is added to both servers alike and makes them look more alike than
they are; with two cores it also takes from the server's. So: no library, one process, `select`.
"""

import os
import socket
import struct
from collections.abc import Mapping
from time import monotonic

Headers = Mapping[str, str]

_LENGTH = b"\r\ncontent-length:"
_CHANGE = b'42["change"'
_TEXT, _CLOSE = 1, 8


def _head(method: str, path: str, port: int, headers: Headers) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _connect(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class Ticker:
    """One keep-alive connection that ticks and clears the same day by turns: each is a change."""

    def __init__(self, port: int, path: str, headers: Headers) -> None:
        self.sock = _connect(port)
        fields = {**headers, "Content-Type": "application/json"}
        self._requests = [
            _head("PUT", path, port, {**fields, "Content-Length": "2"}) + b"{}",
            _head("DELETE", path, port, {**headers, "Content-Length": "0"}),
        ]
        self._received = b""
        self.answers = 0
        self.busy = False

    def send(self) -> None:
        """Send the next request; its answer is still to come."""
        self.busy = True
        self.sock.sendall(self._requests[self.answers % 2])

    def receive(self) -> bool:
        """Read what is there; True once the answer is whole. Raises AssertionError unless 200."""
        data = self.sock.recv(65536)
        assert data, "the server closed a connection"
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return False
        assert head.startswith(b"HTTP/1.1 200 "), self._received
        low = (head + b"\r\n").lower()
        at = low.index(_LENGTH) + len(_LENGTH)
        if len(body) < int(low[at : low.index(b"\r\n", at)]):
            return False
        self._received, self.busy = b"", False
        self.answers += 1
        return True

    def time(self) -> float:
        """Send one request and wait for its answer; return the seconds that took."""
        began = monotonic()
        self.send()
        while not self.receive():
            pass
        return monotonic() - began


class Listener:
    """One Socket.IO client that counts the changes it hears of."""

    def __init__(self, port: int, path: str, headers: Headers) -> None:
        self.sock = _connect(port)
        self._received = b""
        self.changes = 0
        upgrade = {
            **headers,
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        self.sock.sendall(_head("GET", path, port, upgrade))
        while b"\r\n\r\n" not in self._received:
            self._read()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        self._say(b"40")  # Socket.IO: connect to the default namespace
        while not self._took(b"40"):
            self._read()

    def receive(self) -> int:
        """Read what is there; return how many changes came to an end with it."""
        self._read()
        before = self.changes
        self._took(None)
        return self.changes - before

    def catch_up(self, after: int) -> None:
        """Ask for what came after, as a page does every half minute, and wait for the answer."""
        self._say(b'421["catch_up",{"after":%d}]' % after)
        while not self._took(b"43"):
            self._read()

    def _read(self) -> None:
        data = self.sock.recv(65536)
        assert data, "the server closed a socket"
        self._received += data

    def _took(self, wanted: bytes | None) -> bool:
        """Take whole frames off, until one begins with what is wanted."""
        while len(self._received) >= 2:
            kind, size, start = self._received[0] & 15, self._received[1], 2
            if size == 126:
                start = 4
                size = int.from_bytes(self._received[2:4], "big")
            elif size == 127:
                start = 10
                size = int.from_bytes(self._received[2:10], "big")
            if len(self._received) < start + size:
                return False
            message = self._received[start : start + size]
            self._received = self._received[start + size :]
            assert kind != _CLOSE, "the server said goodbye"
            if kind == _TEXT and message == b"2":  # Engine.IO: ping, answered by pong
                self._say(b"3")
            elif message.startswith(_CHANGE):
                self.changes += 1
            if wanted is not None and message.startswith(wanted):
                return True
        return False

    def _say(self, message: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(message))
        self.sock.sendall(struct.pack("!BB", 0x80 | _TEXT, 0x80 | len(message)) + mask + masked)
