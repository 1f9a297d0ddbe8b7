"""Who listens in this process, and sending them what was committed, in order and once."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import structlog
from flask import Flask
from flask_socketio import SocketIO

from tracker import clock, metrics, store
from tracker.background import Courier
from tracker.extensions import db
from tracker.live.bus import Bus
from tracker.live.walls import Walls
from tracker.live.walls import room as screens
from tracker.live.wire import Wire
from tracker.services import changes, listening, principal
from tracker.services.principal import Wall
from tracker.stopping import Stop

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 2.0
IN_FLIGHT = 0.05
"""Seconds that a committed row may be on its way from another process before it counts as lost."""
CHUNK = 200
"""How many people one sweep query asks for; on SQLite it keeps everybody waiting for 1 ms."""
RESTART = "restart"
"""Why a socket is closed whose process stops: its client comes back, and nobody sees it."""


class Listener:
    """One person's sockets in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        """Held while something is sent, so that nothing overtakes."""
        self.sent: int | None = None
        """None until the first socket has joined."""
        self.is_behind = False
        """Somebody is waiting to read the stream for this one, and will read all there is."""
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
        self.wire = Wire(socketio)
        self.listeners: dict[str, Listener] = {}
        self.walls = Walls(app, self.wire)
        self.started = False
        metrics.add(app, self.readings)

    @property
    def couriers(self) -> Sequence[Courier[Any]]:
        """Return what hands rows on."""
        return () if self.bus is None else (self.bus.courier,)

    def readings(self) -> Iterator[metrics.Reading]:
        """Say who listens, and whether the other processes are heard."""
        yield metrics.Reading("woven_sockets", len(self.socketio.server.eio.sockets))
        yield metrics.Reading("woven_listening_people", len(self.listeners))
        yield metrics.Reading("woven_wall_screens", len(self.walls.screens))
        if self.bus is not None:
            if self.bus.is_up is not None:
                yield metrics.Reading("woven_bus_up", self.bus.is_up)
            yield self.bus.courier.reading()

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
                self.wire.enter(socket_id, room(person_id))
                now = changes.instant(clock.now())
                self.wire.emit("ready", {"cursor": cursor, "now": now}, socket_id)
        except BaseException:
            self.leave(person_id, socket_id)
            raise

    def show(self, wall: Wall, socket_id: str) -> None:
        """Let a screen's socket hear when it is to look again."""
        self.start()
        self.walls.join(wall, socket_id)

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
        began = time.monotonic()
        if self.bus is not None:
            self.bus.publish(self.socketio.start_background_task, items)
        self.deliver(items)
        metrics.PUSHED_HERE.observe(time.monotonic() - began)

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
                self.catch_up_soon(listener, person_id)
                continue
            try:
                gap = not self.send(listener, person_id, rows)
            finally:
                listener.lock.release()
            if gap:
                self.catch_up_soon(listener, person_id)

    def send(self, listener: Listener, person_id: str, items: Iterable[changes.Item]) -> bool:
        """Send the rows that follow; False at a gap. Called with the listener's lock held."""
        if listener.sent is None:
            return True
        for item in items:
            if item.seq <= listener.sent:
                continue
            if item.seq > listener.sent + 1:
                return False
            self.wire.emit_written("change", item.written(), room(person_id))
            listener.sent = item.seq
            if item.ends_rights:
                self.socketio.start_background_task(self.expel_all, person_id, item.kind)
        return True

    def catch_up_soon(self, listener: Listener, person_id: str) -> None:
        """Read the stream in the background; once, however many rows come until then."""
        if not listener.is_behind:
            listener.is_behind = True
            self.socketio.start_background_task(self.catch_up, person_id)

    def catch_up(self, person_id: str) -> None:
        """Send from the stream whatever has not been sent, to those who may still hear it."""
        listener = self.listeners.get(person_id)
        if listener is None:
            return
        with listener.lock, self.app.app_context():
            listener.is_behind = False  # what is committed from here on is asked for anew
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
            ends = time.monotonic() + SWEEP_SECONDS
            try:
                metrics.SWEEPS.observe(self.sweep(SWEEP_SECONDS))
            except Exception:
                log.exception("sweep_failed")
            self.socketio.sleep(max(0.0, ends - time.monotonic()))

    def sweep(self, over: float = 0.0) -> float:
        """Compare stream heads and credentials of everybody who listens here, once.

        A chunk at a time, `over` so many seconds: what thousands of sockets take at once, ticks
        wait for. Returns the seconds it worked.
        """
        began, worked = time.monotonic(), 0.0
        # Who joined last comes first: whoever joins during this round is early in the next one.
        people = list(reversed(self.listeners))
        for start in range(0, len(people), CHUNK):
            if start:
                due = began + over * start / len(people)
                self.socketio.sleep(max(0.0, due - time.monotonic()))
            since = time.monotonic()
            self.look_after(people[start : start + CHUNK])
            worked += time.monotonic() - since
        self.walls.sweep()
        return worked

    def look_after(self, people: Sequence[str]) -> None:
        """Close what may not listen any more, and send what some have not heard."""
        self.expel_invalid(people)  # first: what is sent below is not for them
        reached = {
            person_id: listener.sent
            for person_id in people
            if (listener := self.listeners.get(person_id)) is not None and listener.sent is not None
        }
        with self.app.app_context(), store.reader(db.engine) as connection:
            heads = listening.moved(connection, reached)
        if heads and self.bus is not None:
            self.socketio.sleep(IN_FLIGHT)
        for person_id in heads:
            listener = self.listeners.get(person_id)
            # Whoever has been sent something since is not forgotten; a gap would have been seen.
            if listener is not None and listener.sent == reached[person_id]:
                metrics.REPAIRED.inc()
                try:
                    self.catch_up(person_id)
                except Exception:  # one person's trouble is not everybody's
                    log.exception("catch_up_failed")

    def expel_invalid(self, people: Iterable[str]) -> None:
        """Close the sockets whose credential is gone: rights are those of now."""
        held = [
            (person_id, socket_id, credential_id)
            for person_id in people
            if (listener := self.listeners.get(person_id)) is not None
            for socket_id, credential_id in listener.sockets.items()
        ]
        with self.app.app_context(), store.reader(db.engine) as connection:
            ended = listening.ended(connection, {item[2] for item in held}, clock.now())
        for person_id, socket_id, credential_id in held if ended else ():
            if credential_id in ended:
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
        self.wire.send_off(socket_id, room(person_id), reason)

    def farewell(self, stop: Stop, seconds: float) -> None:
        """Send everybody to another process, spread over some seconds: they come all at once."""
        open_ = [(id_, room(who)) for who, one in self.listeners.items() for id_ in one.sockets]
        for link_id, screen in self.walls.screens.items():
            open_ += [(id_, screens(link_id)) for id_ in screen.sockets]
        began = time.monotonic()
        for number, (socket_id, room_name) in enumerate(open_):
            stop.pause(began + number / len(open_) * seconds - time.monotonic())
            self.wire.send_elsewhere(socket_id, room_name, RESTART)


def room(person_id: str) -> str:
    """Return the name of a person's own room."""
    return f"person:{person_id}"
