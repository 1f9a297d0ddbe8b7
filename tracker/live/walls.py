"""Screens on the wall: told that what they show is another one now, and nothing else.

They hear no item of a stream. Whenever something of the couple is committed, what a screen shows is
worked out, and only where that differs from before its sockets are told. So the moments at which
one of the two does something cannot be read off a screen, nor off its socket.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable

import structlog
from flask import Flask

from tracker import clock
from tracker.extensions import db
from tracker.live.wire import Wire
from tracker.services import changes, principal, wall_view
from tracker.services.errors import NotFound
from tracker.services.principal import Wall

log = structlog.get_logger(__name__)

KINDS = frozenset({"tick", "habit", "pause", "couple", "unlinked"})
"""What may change a screen. The sweep looks after any other kind as well: it counts, no more."""
PACE = 1.0
"""Seconds between two looks at what a screen shows, however much is committed."""


class Screen:
    """The sockets of one link in this process."""

    def __init__(self, wall: Wall) -> None:
        self.wall = wall
        self.lock = threading.Lock()
        """Held while it is worked out what is shown, so that nothing older overtakes."""
        self.sockets: set[str] = set()
        self.version: str | None = None
        self.heads: dict[str, int] = {}
        """How far the two streams reached when that was worked out last."""
        self.looked_at = 0.0
        self.waiting = False


class Walls:
    """Everybody's screens that are connected to this process."""

    def __init__(self, app: Flask, wire: Wire) -> None:
        self.app = app
        self.wire = wire
        self.screens: dict[str, Screen] = {}
        self.of: defaultdict[str, set[str]] = defaultdict(set)
        """By person the links of their couple's screens."""

    def join(self, wall: Wall, socket_id: str) -> None:
        """Let a socket hear when its screen is to look again, and tell it what there is now."""
        screen = self.screens.setdefault(wall.link_id, Screen(wall))
        # Before anything that lets others run: a screen with a socket is not forgotten.
        screen.sockets.add(socket_id)
        for person_id in wall.pair:
            self.of[person_id].add(wall.link_id)
        try:
            with screen.lock:
                self._tell(screen)
                self.wire.enter(socket_id, room(wall.link_id))
                self.wire.emit("ready", {"version": screen.version}, socket_id)
        except NotFound:  # ended since the upgrade
            self._expel(wall.link_id, socket_id)
        except BaseException:
            self.leave(wall.link_id, socket_id)
            raise

    def leave(self, link_id: str, socket_id: str) -> None:
        """Forget a socket that is closed."""
        screen = self.screens.get(link_id)
        if screen is None:
            return
        screen.sockets.discard(socket_id)
        if screen.sockets:
            return
        del self.screens[link_id]
        for person_id in screen.wall.pair:
            self.of[person_id].discard(link_id)
            if not self.of[person_id]:
                del self.of[person_id]

    def deliver(self, items: Iterable[changes.Item]) -> None:
        """Hear of committed rows; not in the way of a reply."""
        if not self.of:
            return
        concerned = {
            link_id
            for item in items
            if item.kind in KINDS
            for link_id in self.of.get(item.person_id, ())
        }
        for link_id in concerned:
            self._look_soon(self.screens[link_id])

    def _look_soon(self, screen: Screen) -> None:
        if not screen.waiting:
            screen.waiting = True
            self.wire.socketio.start_background_task(self.look, screen.wall.link_id)

    def look(self, link_id: str) -> None:
        """Work out what a screen shows, and tell it where that is another; once in a while."""
        screen = self.screens.get(link_id)
        if screen is None:
            return
        pause = screen.looked_at + PACE - time.monotonic()
        if pause > 0:
            self.wire.socketio.sleep(pause)
        screen.waiting = False  # what is committed from here on is looked at again
        try:
            with screen.lock, self.app.app_context():
                self._tell(screen)
        except NotFound:
            self._end(link_id)
        except Exception:  # the sweep looks again
            log.exception("wall_failed")

    def sweep(self) -> None:
        """Close the screens whose link has ended, and find what nobody told of."""
        links = list(self.screens)
        if not links:
            return
        with self.app.app_context():
            alive = principal.walls_alive(db.session.connection(), links)
            heads = changes.heads(list(self.of))
        for link_id in links:
            screen = self.screens.get(link_id)
            if screen is None:
                continue
            if link_id not in alive:
                self._end(link_id)
            elif any(heads.get(one) != screen.heads.get(one) for one in screen.wall.pair):
                self._look_soon(screen)

    def _tell(self, screen: Screen) -> None:
        """Tell a screen's sockets where it shows something else than before. Raises NotFound."""
        # The heads first: what is committed from here on is seen below, by the sweep, or by both.
        heads = changes.heads(screen.wall.pair)
        version = wall_view.read(screen.wall.link_id, clock.now()).version
        screen.looked_at = time.monotonic()
        before, screen.version, screen.heads = screen.version, version, heads
        if before not in (None, version):
            self.wire.emit("wall", {"version": version}, room(screen.wall.link_id))

    def _end(self, link_id: str) -> None:
        screen = self.screens.get(link_id)
        for socket_id in list(screen.sockets) if screen is not None else ():
            self._expel(link_id, socket_id)

    def _expel(self, link_id: str, socket_id: str) -> None:
        # Always the same word: a screen does not tell who stands before it what has become of two.
        self.leave(link_id, socket_id)
        self.wire.send_off(socket_id, room(link_id), "ended")


def room(link_id: str) -> str:
    """Return the name of a link's own room."""
    return f"wall:{link_id}"
