"""The websocket under Engine.IO: bounded in what it takes in, and closed where it is closed."""

import re
import struct
import time
from collections.abc import Iterable
from contextlib import suppress
from socket import SHUT_RDWR
from typing import TYPE_CHECKING, Any

import simple_websocket
from engineio.packet import MESSAGE as SAID
from engineio.packet import Packet
from flask_socketio import SocketIO
from gevent import monkey
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
OPENING_SECONDS = 20.0
"""How long a client may take to join: until then nobody looks whether it still may listen."""
WHOLE_TEXT = 0x81
"""A frame's first byte: a text, and nothing of it follows."""
CONNECTION = "woven_connection"
"""Attribute of Engine.IO's socket: its websocket, where packets may be sent past the queue."""
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
        self.sending = False
        """Something is on its way that the client does not take in as fast."""
        super().__init__(environ, **kwargs)

    def send(self, data: Any) -> None:
        """Send a text as a frame; or bytes, which are what `offer` could not send of one."""
        if not self.connected:
            raise simple_websocket.ConnectionClosed(self.close_reason, self.close_message)
        self.sending = True
        try:
            self.sock.sendall(data if isinstance(data, bytes) else frame(data))
        finally:
            self.sending = False

    def offer(self, wire: bytes) -> bytes:
        """Send a frame as far as that is possible without waiting; return the rest."""
        if self.sending or not self.connected:
            return wire
        try:
            # Of gevent: no time to wait.
            return wire[self.sock.send(wire, 0, 0.0) :]
        except OSError:  # the network is full; or the end, which `send` is to hear of
            return wire

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


def frame(text: str) -> bytes:
    """Return a text as a websocket's frame (RFC 6455, 5.2); ours are never masked or packed."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return struct.pack("!BB", WHOLE_TEXT, size) + payload
    if size < 65536:
        return struct.pack("!BBH", WHOLE_TEXT, 126, size) + payload
    return struct.pack("!BBQ", WHOLE_TEXT, 127, size) + payload


def push(engine: Any, engine_id: str, packet: Packet, wire: bytes) -> None:
    """Send a packet, `wire` as a frame, to one client of Engine.IO: at once, if none waits there.

    Otherwise it waits in the client's queue, as all of Engine.IO's own do. To wake the greenlet
    that empties the queue costs more than to send.
    """
    socket = engine.sockets.get(engine_id)
    connection = getattr(socket, CONNECTION, None)
    if connection is None or socket.closed or socket.closing or socket.queue.qsize():
        engine.send_packet(engine_id, packet)
        return
    rest = connection.offer(wire)
    if rest:
        # Bytes are sent as they are. Nothing else can have come into the queue meanwhile.
        engine.send_packet(engine_id, packet if rest is wire else Packet(SAID, rest))


def bound(socketio: SocketIO, settings: Settings) -> None:
    """Let Engine.IO take its websockets from here."""
    engine = socketio.server.eio
    driver: type[Any] = engine._async["websocket"]
    # A thread could take a packet out of the queue and send it after what came later.
    at_once = monkey.is_module_patched("socket")

    class Bounded(driver):
        """What Engine.IO takes for a websocket."""

        def __init__(self, handler: Any, server: Any) -> None:
            super().__init__(handler, server)
            self.engine_socket = handler.__self__
            self.packets = self.engine_socket.queue
            self.spoke = False
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
            if at_once:
                setattr(self.engine_socket, CONNECTION, self.ws)
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
            message = super().wait() if self.spoke else self.first()
            return message if is_plain(message) else None

        def first(self) -> Any:
            """Return the first message; None where it does not come in time."""
            self.spoke = True
            with suppress(simple_websocket.ConnectionClosed):
                return self.ws.receive(timeout=OPENING_SECONDS)
            return None

    engine._async = {**engine._async, "websocket": Bounded}


def is_plain(message: Any) -> bool:
    """Tell whether this is text, as all of ours is.

    A binary event announces attachments, and Socket.IO keeps those until the last one has come:
    without end, if the client likes.
    """
    return isinstance(message, str) and _PLAIN.match(message) is not None


_PLAIN = re.compile("[0-35-6]|4(?![56])")
"""Packets of Engine.IO 4 without base64; in its messages (4) no binary ones of Socket.IO."""
