"""Ticks of one moment are committed together: the disk syncs once for all of them (SQLite).

Whoever comes first opens the transaction, does its part, and lets the event loop go round once. Who
comes to write meanwhile does so in the same transaction, within a savepoint: what fails there is
taken back alone. Then the first one commits for all. Until that has been done nobody is answered,
and nothing is handed on. Alone, nobody waits for anybody.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent
from gevent import monkey
from gevent.event import Event
from sqlalchemy import Connection, Engine

from tracker.store import StoreBusy

MOST = 32
"""Parts of one transaction: the first one waits for all of them."""

_open: dict[Engine, "Joint"] = {}
"""By engine, the transaction that others may take part in just now."""


class Joint:
    """A transaction of SQLite that others may take part in."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._driver: Any = connection.connection.driver_connection
        self._parts = 1
        self._within = 0
        self._over = Event()
        self._failed = False

    @property
    def has_room(self) -> bool:
        """Tell whether one more may take part.

        Nobody while a part is being done that let others run: one within the other's savepoint
        would be taken back with it.
        """
        return not self._failed and not self._within and self._parts < MOST

    @contextmanager
    def part(self) -> Iterator[Connection]:
        """Take part; what is done is kept only once `wait` has returned."""
        self._parts += 1
        self._within += 1
        try:
            self._say("SAVEPOINT part")
            yield self.connection
            self._say("RELEASE part")
        except BaseException:
            self._take_back()
            raise
        finally:
            self._within -= 1

    def _say(self, statement: str) -> None:
        try:
            self._driver.execute(statement)
        except sqlite3.OperationalError as error:
            raise StoreBusy from error

    def _take_back(self) -> None:
        try:
            self._driver.execute("ROLLBACK TO part")
            self._driver.execute("RELEASE part")
        except sqlite3.Error:  # on a full disk SQLite itself rolls back, and all of it
            self._failed = True

    def invite(self) -> None:
        """Let others take part for as long as the event loop goes round once."""
        engine = self.connection.engine
        _open[engine] = self
        try:
            gevent.sleep(0)
        finally:
            del _open[engine]
        while self._within:
            gevent.sleep(0)
        if self._failed:
            raise StoreBusy

    def end(self, *, kept: bool) -> None:
        """Let all who took part go on."""
        self._failed = not kept
        self._over.set()

    def wait(self) -> None:
        """Wait for the commit. Raises StoreBusy where there was none."""
        self._over.wait()
        if self._failed:
            raise StoreBusy


def to_join(engine: Engine) -> Joint | None:
    """Return a transaction that can be taken part in just now."""
    joint = _open.get(engine)
    return joint if joint is not None and joint.has_room else None


@contextmanager
def begun(connection: Connection) -> Iterator[None]:
    """Begin a transaction; at its end let others in, then commit for all."""
    if connection.dialect.name != "sqlite" or not monkey.is_module_patched("threading"):
        with connection.begin():
            yield
        return
    joint = Joint(connection)
    kept = False
    try:
        with connection.begin():
            yield
            joint.invite()
        kept = True
    finally:
        joint.end(kept=kept)
