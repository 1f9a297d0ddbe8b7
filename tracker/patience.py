"""How long a client is waited for. One that says its request too slowly, or none, is let go.

A connection holds a greenlet and a file descriptor before anybody has been asked who they are: a
few hundred that say a byte a minute, or nothing, would otherwise be kept for as long as they like.
"""

import resource
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

HEAD = 20.0
"""Seconds for the head of a request: from its first line on, or from the connection's opening."""
BODY = 60.0
"""Seconds for its body, 64 KiB at most."""
IDLE = 150.0
"""Seconds between two requests. Longer than proxies keep a line open (Caddy's 120 s): one that
we closed while a request was under way would lose it."""
UNREAD = 60
"""Seconds in which nothing of an answer reaches its reader until the kernel gives the line up."""
ROUND = 2.0
"""Seconds between two looks at who is waited for."""
FILES = 65_536
"""Open files that are enough for any process, where the system allows more."""
OWN_FILES = 256
"""Those that are no client's: databases, logs, the queue, other servers."""

_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", None)


class Client(Protocol):
    """A connection."""

    def keeps_waiting(self) -> bool:
        """Tell whether something of the request has not come yet."""

    def let_go(self) -> None:
        """End the connection, whoever reads from it right now."""


class Patience:
    """Who is waited for, and until when."""

    def __init__(self) -> None:
        self.waiting: dict[Client, float] = {}

    def wait(self, client: Client, seconds: float) -> None:
        """Wait for a client so long from now on."""
        self.waiting[client] = time.monotonic() + seconds

    def over(self, client: Client) -> None:
        """Wait for it no longer: it has said what it had to say, or is gone."""
        self.waiting.pop(client, None)

    def look(self) -> int:
        """Let go who has kept us waiting too long; return how many those were."""
        now, gone = time.monotonic(), 0
        for client, until in list(self.waiting.items()):
            if until < now and client.keeps_waiting():
                self.over(client)
                client.let_go()
                gone += 1
        return gone

    def look_forever(self, sleep: Callable[[float], object]) -> None:
        """Look again and again."""
        while True:
            sleep(ROUND)
            self.look()


def bound(sock: socket.socket) -> None:
    """Have the kernel give a connection up whose other end takes in nothing of what is sent."""
    if _USER_TIMEOUT is not None:
        sock.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, UNREAD * 1000)


def most_clients() -> int:
    """Open as many files as the system lets us; return how many connections go with that.

    A websocket takes two. Who comes beyond that waits in the network until another goes: without
    a bound, what runs out of files next may be the database.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft == resource.RLIM_INFINITY:
        return (FILES - OWN_FILES) // 2
    if soft < wanted:
        with suppress(ValueError, OSError):  # macOS allows less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return max((soft - OWN_FILES) // 2, 16)
