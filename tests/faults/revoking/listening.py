"""A socket that is listened to until it is closed, with the moment at which that was."""

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.faults.revoking.scene import Secret
from tests.support.remote import Raw
from tests.support.server import LiveServer

LET_IN = 5.0
"""Seconds within which a socket is told that it may listen."""


class Listening(threading.Thread):
    """A socket that is read until it is closed."""

    def __init__(self, server: LiveServer, secret: Secret) -> None:
        super().__init__(daemon=True)
        self.raw = Raw(server, None, secret.query, headers=secret.at(server))
        self.raw.send("40")
        self.heard: list[str] = []
        self.closed_at: float | None = None
        self.is_ready, self._news = threading.Event(), threading.Event()
        self.start()
        assert self.is_ready.wait(LET_IN), "it was not let in"

    def run(self) -> None:
        """Read."""
        while (message := self.raw.receive(20)) is not None:
            self.heard.append(message)
            self._news.set()
            if '"ready"' in message:
                self.is_ready.set()
        self.closed_at = time.monotonic()

    def said(self, event: str) -> list[Any]:
        """Return what came with each event of a name."""
        found = [json.loads(text[2:]) for text in list(self.heard) if text.startswith("42")]
        return [said[1] for said in found if said[0] == event]

    def hears(self, done: Callable[["Listening"], bool], seconds: float) -> bool:
        """Wait until it has heard something."""
        end = time.monotonic() + seconds
        while not done(self) and (left := end - time.monotonic()) > 0:
            self._news.wait(left)
            self._news.clear()
        return done(self)

    def drop(self) -> None:
        """Hang up."""
        wire = self.raw.socket.sock
        if wire is not None:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)  # closing alone would not wake who reads
        self.join(5)
        self.raw.close()
