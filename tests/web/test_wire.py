"""Requests no well-behaved client would send, to the real server."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.people import Someone
from tests.support.server import LiveServer

BOUND = 64 * 1024


@pytest.fixture(scope="module")
def server(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The real server."""
    with LiveServer(tmp_path_factory.mktemp("wire"), template=template) as server:
        yield server


@pytest.fixture(scope="module")
def secret(server: LiveServer) -> str:
    """A token of ana's."""
    return Someone(server.app, "ana").secret


def say(server: LiveServer, secret: str, head: str, body: bytes = b"", line: str = "") -> str:
    """Write a request as it is, end it, and return all that comes back."""
    line = line or "PATCH /api/me HTTP/1.1"
    lines = [line, f"Host: 127.0.0.1:{server.port}", f"Authorization: Bearer {secret}"]
    lines += ["Content-Type: application/json", "Connection: close", *head.splitlines()]
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        try:
            wire.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
            wire.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all of it was sent
        answer = b""
        try:
            while piece := wire.recv(65536):
                answer += piece
        except OSError:
            pass
    return answer.decode("latin-1")


def status(answer: str) -> int:
    """Return the status of an answer."""
    found = re.match(r"HTTP/1.1 (\d{3}) ", answer)
    assert found is not None, answer[:200]
    return int(found[1])


def chunks(body: bytes, size: int = 8192) -> bytes:
    """Return a body in chunks."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CHUNKED = "Transfer-Encoding: chunked"


def padded(size: int) -> bytes:
    """Return a good body of just this many bytes."""
    return b'{"name": "Anna"}'.ljust(size)


def test_a_body_in_chunks_is_read_and_bounded(server: LiveServer, secret: str) -> None:
    assert status(say(server, secret, CHUNKED, chunks(padded(100)))) == 200
    assert status(say(server, secret, CHUNKED, chunks(padded(BOUND)))) == 200
    for size in (BOUND + 1, BOUND + 100, 4 * BOUND):
        assert status(say(server, secret, CHUNKED, chunks(padded(size)))) == 413, size


def test_a_length_is_bounded(server: LiveServer, secret: str) -> None:
    for size, expected in ((BOUND, 200), (BOUND + 1, 413)):
        head = f"Content-Length: {size}"
        assert status(say(server, secret, head, padded(size))) == expected
    assert status(say(server, secret, "Content-Length: 10000000000", b"{}")) == 413


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Length: 100", b'{"name": "A'),
        ("Content-Length: 5", b'{"name": "Anna"}'),
        (CHUNKED, b'5\r\n{"nam'),
        (CHUNKED, b"zz\r\n{}\r\n0\r\n\r\n"),
        (CHUNKED, b"-1\r\n{}\r\n0\r\n\r\n"),
    ],
)
def test_a_torn_body_is_no_error_of_ours(
    server: LiveServer, secret: str, head: str, body: bytes
) -> None:
    answer = say(server, secret, head, body)
    assert answer == "" or 400 <= status(answer) < 500


@pytest.mark.parametrize(
    "line",
    [
        "GET //evil.example/api/me HTTP/1.1",
        "GET /api/%00%ff HTTP/1.1",
        "GET /\xff\xfe HTTP/1.1",
        "GET http://evil.example/api/nothing HTTP/1.1",
        "GET * HTTP/1.1",
        "BREW /api/nothing HTTP/1.1",
        "GET /sign-in?next=//evil.example HTTP/1.1",
    ],
)
def test_a_strange_address_is_no_error_and_leads_nowhere_else(
    server: LiveServer, secret: str, line: str
) -> None:
    answer = say(server, secret, "", line=line)
    assert answer == "" or status(answer) < 500
    for target in re.findall(r"(?im)^location: (.*)", answer):
        assert target.startswith((f"http://127.0.0.1:{server.port}/", "/")), target
        assert not target.startswith("//")


@pytest.mark.parametrize("cookie", ["woven_session=\xff\xfe", "\xff=\xff", ";=;\x01"])
def test_a_torn_cookie_is_no_error(server: LiveServer, cookie: str) -> None:
    line = "GET /api/me HTTP/1.1\r\nCookie: " + cookie
    answer = say(server, "wrong", "", line=line)
    assert status(answer) in (400, 401)


def test_the_server_has_complained_of_nothing(server: LiveServer) -> None:
    assert "Traceback" not in server.log
    assert "unexpected" not in server.log
