"""The websocket under Engine.IO: bounded in what it takes in, and closed where it is closed."""

import re
import time
from collections.abc import Iterable
from contextlib import suppress
from socket import SHUT_RDWR
from typing import TYPE_CHECKING, Any

import simple_websocket
from flask_socketio import SocketIO
from wsproto.utilities import ProtocolError

from tracker import guard
from tracker.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MESSAGE = 64 * 1024
"""Bytes a client may say at once; more is refused in words, so that it sends less."""
UNREADABLE = 2 * MESSAGE
"""Bytes at which the websocket is closed instead."""
UNHANDLED = 16
"""Messages that may wait to be handled; more wait in the network."""
UNSENT = 1_000
"""Packets that may wait to be sent to a client before it is listened to again."""
PACE, BURST = 200.0, 400.0
"""Reads (of 4 KiB at most) and messages a second of one socket; and how many at once."""
CLOSING_SECONDS = 1.0
"""How long a client may take to answer the closing of its websocket."""


class Connection(simple_websocket.Server):
    """A websocket whose reader lets others have their turn.

    A reader that always finds something to read never yields to gevent: one client that sends
    fast enough would stop the whole process, and fill its memory with what is not handled yet.
    """

    def __init__(self, environ: "WSGIEnvironment", *, paced: bool, **kwargs: Any) -> None:
        self.paced = paced
        self.tokens = BURST
        self.filled = time.monotonic()
        self.opened = False
        self.ended = False
        """Closed from this side."""
        self.gone = False
        super().__init__(environ, **kwargs)

    def _handle_events(self) -> bool:
        waiting = len(self.input_buffer)
        going = bool(super()._handle_events())
        if self.opened and not going:
            # Or the WSGI server would wait for a next request on it.
            with suppress(OSError):
                self.sock.shutdown(SHUT_RDWR)
        self.opened = True
        time.sleep(0)
        if self.paced:
            self.pay(1 + len(self.input_buffer) - waiting)
        while going and not self.ended and len(self.input_buffer) > UNHANDLED:
            time.sleep(0.01)
        # What comes after the closing would open it again.
        return going and not self.ended

    def pay(self, tokens: int) -> None:
        """Take tokens for what was read; wait where there are none left."""
        now = time.monotonic()
        self.tokens = min(BURST, self.tokens + (now - self.filled) * PACE) - tokens
        self.filled = now
        if self.tokens < 0:
            time.sleep(-self.tokens / PACE)

    def _thread(self) -> None:
        try:
            super()._thread()
        finally:  # whatever ended the reading: nobody may go on waiting for it
            self.connected = False
            self.gone = True
            self.event.set()

    def close(self, reason: int | None = None, message: str | None = None) -> None:
        """Close; a client that does not answer this would otherwise keep its place for ever."""
        self.ended = True
        with suppress(OSError):
            super().close(reason, message)
        deadline = time.monotonic() + CLOSING_SECONDS
        while not self.gone and time.monotonic() < deadline:
            time.sleep(0.02)
        with suppress(OSError):
            self.sock.shutdown(SHUT_RDWR)


def bound(socketio: SocketIO, settings: Settings) -> None:
    """Let Engine.IO take its websockets from here."""
    engine = socketio.server.eio
    driver: type[Any] = engine._async["websocket"]

    class Bounded(driver):
        """What Engine.IO takes for a websocket."""

        def __init__(self, handler: Any, server: Any) -> None:
            super().__init__(handler, server)
            self.packets = handler.__self__.queue
            self.server_args |= {"max_message_size": UNREADABLE, "paced": settings.rate_limits}

        def __call__(
            self, environ: "WSGIEnvironment", start_response: "StartResponse"
        ) -> Iterable[bytes]:
            try:
                self.ws = Connection(environ, **self.server_args)
            except (ProtocolError, simple_websocket.ConnectionError):
                return guard.refuse(
                    start_response, 400, "websocket_only", "That is no websocket's opening."
                )
            result: Iterable[bytes] = self.app(self)
            # How each server is told that the connection is used up, as in the driver.
            if self.ws.mode == "gunicorn":
                raise StopIteration
            if self.ws.mode == "werkzeug":
                raise ConnectionError
            return result

        def wait(self) -> str | None:
            """Return the next message, None at the end."""
            # Who asks and does not listen to the answers would fill the memory with them.
            while self.ws.connected and self.packets.qsize() > UNSENT:
                time.sleep(0.05)
            message = super().wait()
            return message if is_plain(message) else None

    engine._async = {**engine._async, "websocket": Bounded}


def is_plain(message: Any) -> bool:
    """Tell whether this is text, as all of ours is.

    A binary event announces attachments, and Socket.IO keeps those until the last one has come:
    without end, if the client likes.
    """
    return isinstance(message, str) and _PLAIN.match(message) is not None


_PLAIN = re.compile("[0-35-6]|4(?![56])")
"""Packets of Engine.IO 4 without base64; in its messages (4) no binary ones of Socket.IO."""
