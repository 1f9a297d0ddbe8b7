"""Who listens in this process, and sending them what was committed, in order and once."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from engineio.packet import MESSAGE, Packet
from flask import Flask
from flask_socketio import SocketIO
from socketio.packet import EVENT

from tracker import clock
from tracker.extensions import db
from tracker.live.bus import Bus
from tracker.live.walls import Walls
from tracker.services import changes, principal

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 2.0
CHUNK = 500
"""How many people one sweep query asks for."""


class Listener:
    """One person's sockets in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        """Held while something is sent, so that nothing overtakes."""
        self.sent: int | None = None
        """None until the first socket has joined."""
        self.sockets: dict[str, str] = {}
        """Socket id to credential id."""


class Feed:
    """Send committed stream rows to their person's room.

    Rows come from three sides: this process's commits, other processes by way of the bus, and the
    sweep, which finds what either lost. A row is sent when it follows the last one sent; at a gap
    the rows between are read from the stream.
    """

    def __init__(self, app: Flask, socketio: SocketIO, bus: Bus | None) -> None:
        self.app = app
        self.socketio = socketio
        self.bus = bus
        self.listeners: dict[str, Listener] = {}
        self.walls = Walls(self)
        self.started = False

    def start(self) -> None:
        """Start the sweep, and listening to the other processes; once."""
        if self.started:
            return
        self.started = True
        self.socketio.start_background_task(self.sweep_forever)
        if self.bus is not None:
            self.bus.listen(self.socketio.start_background_task, self.deliver)

    def join(self, person_id: str, socket_id: str, credential_id: str) -> None:
        """Let a socket listen to its person's stream, and tell it where that stands."""
        self.start()
        listener = self.listeners.setdefault(person_id, Listener())
        # Before anything that lets others run: a listener with a socket is not forgotten.
        listener.sockets[socket_id] = credential_id
        try:
            with listener.lock:
                cursor = changes.cursor(person_id)
                # In this order: the end of a credential that is still good here is a row behind
                # the cursor, and will be heard. The upgrade may lie any time back.
                if not principal.still_valid(db.session.connection(), {credential_id}, clock.now()):
                    self.expel(person_id, socket_id, "signed_out")
                    return
                if listener.sent is None:
                    listener.sent = cursor
                self.socketio.server.enter_room(socket_id, room(person_id))
                now = changes.instant(clock.now())
                self.emit("ready", {"cursor": cursor, "now": now}, socket_id)
        except BaseException:
            self.leave(person_id, socket_id)
            raise

    def leave(self, person_id: str, socket_id: str) -> None:
        """Forget a socket that is closed."""
        listener = self.listeners.get(person_id)
        if listener is not None:
            listener.sockets.pop(socket_id, None)
            if not listener.sockets:
                self.listeners.pop(person_id, None)

    def publish(self, items: Sequence[changes.Item]) -> None:
        """Hear of a commit of this process: after it, and before its reply is sent."""
        if not items:
            return
        if self.bus is not None:
            self.bus.publish(self.socketio.start_background_task, items)
        self.deliver(items)

    def deliver(self, items: Sequence[changes.Item]) -> None:
        """Send rows to whoever of their people listens here."""
        self.walls.deliver(items)
        by_person: dict[str, list[changes.Item]] = defaultdict(list)
        for item in items:
            if item.person_id in self.listeners:
                by_person[item.person_id].append(item)
        for person_id, rows in by_person.items():
            listener = self.listeners.get(person_id)
            if listener is None:
                continue
            # Somebody else is sending to this person, or a credential may have ended, which is to
            # be asked before anything more is sent: not in the way of a reply.
            if any(row.kind == "settings" for row in rows) or not listener.lock.acquire(
                blocking=False
            ):
                self.socketio.start_background_task(self.catch_up, person_id)
                continue
            try:
                gap = not self.send(listener, person_id, rows)
            finally:
                listener.lock.release()
            if gap:
                self.socketio.start_background_task(self.catch_up, person_id)

    def send(self, listener: Listener, person_id: str, items: Iterable[changes.Item]) -> bool:
        """Send the rows that follow; False at a gap. Called with the listener's lock held."""
        if listener.sent is None:
            return True
        for item in items:
            if item.seq <= listener.sent:
                continue
            if item.seq > listener.sent + 1:
                return False
            self.emit_written("change", item.written(), person_id)
            listener.sent = item.seq
            if item.ends_rights:
                self.socketio.start_background_task(self.expel_all, person_id, item.kind)
        return True

    def catch_up(self, person_id: str) -> None:
        """Send from the stream whatever has not been sent, to those who may still hear it."""
        listener = self.listeners.get(person_id)
        if listener is None:
            return
        with listener.lock, self.app.app_context():
            while listener.sent is not None and listener.sockets:
                page = changes.since(person_id, listener.sent)
                db.session.rollback()
                if page.reset:  # a restored backup: clients find out by themselves
                    listener.sent = page.cursor
                if not page.items:
                    return
                if any(item.kind == "settings" for item in page.items):
                    self.expel_invalid([person_id])
                if not self.send(listener, person_id, page.items):
                    return

    def sweep_forever(self) -> None:
        """Every two seconds repair what a lost message, a crash or a dead bus left undone."""
        while True:
            self.socketio.sleep(SWEEP_SECONDS)
            try:
                self.sweep()
            except Exception:
                log.exception("sweep_failed")

    def sweep(self) -> None:
        """Compare stream heads and credentials of everybody who listens here, once."""
        people = list(self.listeners)
        for start in range(0, len(people), CHUNK):
            chunk = people[start : start + CHUNK]
            self.expel_invalid(chunk)  # first: what is sent below is not for them
            with self.app.app_context():
                heads = changes.heads(chunk)
            for person_id, head in heads.items():
                listener = self.listeners.get(person_id)
                if listener is not None and head != listener.sent:
                    try:
                        self.catch_up(person_id)
                    except Exception:  # one person's trouble is not everybody's
                        log.exception("catch_up_failed")
        self.walls.sweep()

    def expel_invalid(self, people: Iterable[str]) -> None:
        """Close the sockets whose credential is gone: rights are those of now."""
        held = {
            socket_id: (person_id, credential_id)
            for person_id in people
            if (listener := self.listeners.get(person_id)) is not None
            for socket_id, credential_id in list(listener.sockets.items())
        }
        with self.app.app_context():
            valid = principal.still_valid(
                db.session.connection(), {item[1] for item in held.values()}, clock.now()
            )
        for socket_id, (person_id, credential_id) in held.items():
            if credential_id not in valid:
                self.expel(person_id, socket_id, "signed_out")

    def expel_all(self, person_id: str, reason: str) -> None:
        """Close all of a person's sockets; they may come back to their own stream."""
        listener = self.listeners.get(person_id)
        if listener is not None:
            with listener.lock:
                sockets = list(listener.sockets)
            for socket_id in sockets:
                self.expel(person_id, socket_id, reason)

    def expel(self, person_id: str, socket_id: str, reason: str) -> None:
        """Say goodbye to a person's socket and close it."""
        self.leave(person_id, socket_id)
        self.send_off(socket_id, room(person_id), reason)

    def send_off(self, socket_id: str, room_name: str, reason: str) -> None:
        """Say goodbye to a socket and close it; nothing is sent to it afterwards."""
        server = self.socketio.server
        server.leave_room(socket_id, room_name)
        self.emit("bye", {"reason": reason}, socket_id)
        engine_id = server.manager.eio_sid_from_sid(socket_id, "/")
        server.disconnect(socket_id)
        self.hang_up(engine_id)

    def hang_up(self, engine_id: str | None) -> None:
        """Close the connection itself, on which Socket.IO would let its client join again."""
        connection = self.socketio.server.eio.sockets.get(engine_id)
        if connection is not None:
            connection.close(wait=False)  # a client that does not read is not waited for

    def emit(self, event: str, data: dict[str, Any], to: str) -> None:
        """Send to one room or one socket; there is no sending to everybody."""
        self.socketio.server.emit(event, data, to=to)

    def emit_written(self, event: str, text: str, person_id: str) -> None:
        """Send what is JSON already to a person's room, as `emit` would."""
        server = self.socketio.server
        packet = Packet(MESSAGE, f'{EVENT}["{event}",{text}]')
        for _, engine_id in server.manager.get_participants("/", room(person_id)):
            server._send_eio_packet(engine_id, packet)  # where `emit` ends too


def room(person_id: str) -> str:
    """Return the name of a person's own room."""
    return f"person:{person_id}"
