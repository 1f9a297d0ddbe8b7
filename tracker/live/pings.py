"""Engine.IO's pings, and the end of those who do not answer, from one greenlet for all sockets.

Engine.IO starts a greenlet for each ping, which sleeps until it is due and takes an idle socket
8 KiB; and it looks at one socket after the other all the time, for thousands of them hundreds of
times a second. Here each is looked at when it is due: some at once, and nobody in between.
"""

import time
from collections import deque
from contextlib import suppress
from typing import Any
from weakref import ReferenceType, ref

import structlog
from engineio.exceptions import SocketIsClosedError
from engineio.packet import PING, Packet
from engineio.socket import Socket
from flask_socketio import SocketIO

from tracker import clock

log = structlog.get_logger(__name__)

GATHERED = 0.02
"""Seconds that a ping may come late, so that several go at once."""
AT_ONCE = 50
"""Sockets that are looked at before others have their turn."""

Queue = deque[tuple[float, ReferenceType[Socket]]]
"""Sockets and when they are due: all wait equally long, and so are due in the order they came.

Engine.IO keeps those that are open. One that has closed, with its greenlets, is not to stay in
memory until it would have been due: whoever connects again and again would pile them up.
"""


class Pings:
    """Who is to be pinged when, and until when who was pinged has to answer."""

    def __init__(self, socketio: SocketIO) -> None:
        self.socketio = socketio
        self.engine = socketio.server.eio
        self.unpinged: Queue = deque()
        self.unanswered: Queue = deque()
        self.going = False

    def put(self, socket: Socket) -> None:
        """Ping a socket once Engine.IO's interval is over."""
        self.unpinged.append((time.monotonic() + self.engine.ping_interval, ref(socket)))
        if not self.going:
            self.going = True
            self.socketio.start_background_task(self.look_forever)

    def look_forever(self) -> None:
        """Look after whoever is due, until nobody is any more."""
        while self.unpinged or self.unanswered:
            due = min(queue[0][0] for queue in (self.unpinged, self.unanswered) if queue)
            self.socketio.sleep(max(GATHERED, due - time.monotonic()))
            self.look(self.unpinged, self.ping)
            self.look(self.unanswered, self.await_answer)
        self.going = False

    def look(self, queue: Queue, after: Any) -> None:
        """Take those who are due now out of a queue, and look after each."""
        now = time.monotonic()
        for _ in range(AT_ONCE):
            if not queue or queue[0][0] > now:
                return
            socket = queue.popleft()[1]()
            if socket is None:
                continue
            try:
                with suppress(SocketIsClosedError):
                    after(socket)
            except Exception:  # one socket's trouble is not everybody's
                log.exception("ping_failed")
            if socket.closed:  # one whose opening went wrong is forgotten by nobody else
                self.engine.sockets.pop(socket.sid, None)

    def ping(self, socket: Socket) -> None:
        """Ping a socket, as `Socket._send_ping` does after its sleep."""
        if not socket.closing and not socket.closed:
            socket.last_ping = clock.now().timestamp()
            # By way of the queue: where that stays empty, Engine.IO takes the client for gone.
            socket.send(Packet(PING))
            self.await_answer(socket)

    def await_answer(self, socket: Socket) -> None:
        """Close a socket whose answer is overdue; look again where it is still to come."""
        if not socket.closing and socket.check_ping_timeout() and socket.last_ping:
            self.unanswered.append((time.monotonic() + self.engine.ping_timeout, ref(socket)))


def gather(socketio: SocketIO) -> None:
    """Let Engine.IO's pings go out from here; to be told not to look after its clients itself."""
    engine = socketio.server.eio
    pings, start = Pings(socketio), engine.start_background_task

    def start_unless_ping(target: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(target, "__func__", None) is Socket._send_ping:
            return pings.put(target.__self__)
        return start(target, *args, **kwargs)

    engine.start_background_task = start_unless_ping
