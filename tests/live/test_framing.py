"""A request that a proxy could have seen to end elsewhere is refused, and its connection ended."""

import socket

import pytest

from tests.support.server import LiveServer

NEXT = "GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"


def said(server: LiveServer, head: str, body: str = "") -> list[str]:
    """Send a request with another one behind it; return the status of each answer."""
    host = f"127.0.0.1:{server.port}"
    written = f"POST /sign-in HTTP/1.1\r\nHost: {host}\r\n{head}\r\n{body}{NEXT.format(host=host)}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
        wire.sendall(written.encode("latin-1"))
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    return [part[:3].decode() for part in answer.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Length: 5\r\n", "abcde"),
        ("Transfer-Encoding: chunked\r\n", "5\r\nabcde\r\n0\r\n\r\n"),
        ("Content-Length:5 \r\nX-Odd: \xe4 b\r\n", "abcde"),
    ],
)
def test_what_is_plain_is_read_to_its_end(server: LiveServer, head: str, body: str) -> None:
    assert said(server, head, body) == ["403", "200"]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 0\r\n",
        "Content-Length: 5\r\ncontent-length: 5\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 1_0\r\n",
        "Content-Length: \r\n",
        "Content-Length : 5\r\n",
        "X: a\rContent-Length: 5\r\n",
        "X: a\rTransfer-Encoding: chunked\r\n",
        "X: a\r\n Content-Length: 5\r\n",
        "X: a\0b\r\n",
        "no field\r\n",
        ": 5\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: \x0bchunked\r\n",
    ],
)
def test_what_is_not_is_refused_and_nothing_behind_it_is_read(
    server: LiveServer, head: str
) -> None:
    assert said(server, head, "0\r\n\r\n") == ["400"]
