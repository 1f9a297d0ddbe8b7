"""How the two databases are opened, and who may write when."""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable, event, exc
from sqlalchemy.orm import Session

from tracker import postgres

T = TypeVar("T")

BUSY_SECONDS = 5.0
"""How long a writer waits for its turn before the answer is 503."""

WRITING = "woven_writing"
"""Execution option of a connection that is about to write."""

PATIENCE = "woven_patience"
"""Execution option: how many seconds this one waits for SQLite's lock, if not BUSY_SECONDS."""

sqlite_writer = threading.Lock()
"""One writer at a time in this process (a gevent lock once the process is patched).

Without it a greenlet that has to wait for SQLite's own lock would stop the whole event loop,
the lock's holder included. Nothing cooperative may happen while it is held.
"""


class StoreBusy(Exception):
    """The store could not be written to in time, or is full: try again."""


class StoreFull(StoreBusy):
    """There is no room on SQLite's disk."""


def engine_options(url: str) -> dict[str, Any]:
    """Return what Flask-SQLAlchemy hands to `create_engine` for this database."""
    if url.startswith("sqlite"):
        # Connections without bound: waiting for the pool inside a write would be cooperative.
        return {
            "hide_parameters": True,  # errors are logged, what people wrote is not
            "pool_size": 8,
            "max_overflow": -1,
            "connect_args": {"timeout": 0, "check_same_thread": False},
        }
    return {
        "hide_parameters": True,
        "pool_size": 20,
        "max_overflow": 20,
        "pool_timeout": 5,
        "pool_pre_ping": True,
    }


def prepare(engine: Engine) -> None:
    """Attach to an engine what each new connection and each transaction needs."""
    if engine.dialect.name != "sqlite":
        postgres.attach(engine, postgres.patience())
        return

    @event.listens_for(engine, "do_connect")
    def private(_dialect: Any, _record: Any, arguments: Any, _options: Any) -> None:
        make_private(arguments[0])

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own BEGIN comes too late and is never IMMEDIATE: we say it ourselves.
        connection.isolation_level = None
        # Whoever comes first, to a new file or after a crash, holds it for a moment.
        retry_while_locked(lambda: connection.execute("PRAGMA journal_mode=WAL"), BUSY_SECONDS)
        # A tick writes the same few pages as the one before: moved out of the log less often,
        # they are moved less often. 4,000 pages are 16 MB.
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=4000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "engine_disposed")
    def forget(_engine: Engine) -> None:
        for connection in _kept.pop(engine, {}).values():
            connection.detach()
            connection.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Said to the driver itself: by way of Core it cost a tick as much as two queries.
        driver: Any = connection.connection.driver_connection
        options = connection.get_execution_options()
        if not options.get(WRITING):
            driver.execute("BEGIN")
            return
        # Plain BEGIN would take the write lock at the first write, when another writer may
        # already have changed what was read.
        patience = options.get(PATIENCE, BUSY_SECONDS)
        retry_while_locked(lambda: driver.execute("BEGIN IMMEDIATE"), patience)


def make_private(path: str) -> None:
    """Make a database's file, if there is none yet, so that no other user can read it.

    One that is there is not opened: closing it would let go of SQLite's locks of this process.
    """
    with contextlib.suppress(OSError):  # there already; or SQLite says what is wrong
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


_kept: dict[Engine, dict[str, Connection]] = {}
"""By engine, until that is disposed of."""


def _keep(engine: Engine, purpose: str, **options: Any) -> Connection:
    kept = _kept.get(engine)
    if kept is None:
        kept = _kept[engine] = {}
    connection = kept.get(purpose)
    if connection is None:
        connection = kept[purpose] = engine.connect().execution_options(**options)
    return connection


@contextmanager
def writer(engine: Engine) -> Iterator[Connection]:
    """Hand out a connection to write with; on SQLite whoever asks holds `sqlite_writer`.

    Under that lock one connection serves everybody, and is kept: taking one from the pool and
    giving it back cost a tick as much as three queries.
    """
    if engine.dialect.name == "sqlite":
        kept = _keep(engine, "writer", **{WRITING: True})
        driver: Any = kept.connection.driver_connection
        try:
            yield kept
        finally:
            # A commit that failed, for lack of room say, leaves SQLite's own transaction open.
            if driver.in_transaction:
                driver.rollback()
        return
    with engine.connect() as connection:
        yield connection.execution_options(**{WRITING: True})


@contextmanager
def reader(engine: Engine) -> Iterator[Connection]:
    """Hand out a connection for one prepared query outside of any transaction.

    On SQLite it is kept, for the reason given at `writer`; and while nobody writes it is the
    writer's: another one would have to read its pages anew after each commit.
    """
    if engine.dialect.name == "sqlite":
        if not sqlite_writer.acquire(blocking=False):
            yield _keep(engine, "reader")
            return
        try:
            yield _keep(engine, "writer", **{WRITING: True})
        finally:
            sqlite_writer.release()
        return
    # Without a transaction, whose beginning and end are a round trip each.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


class CoreSession:
    """As much of a session as code without mapped objects needs, on one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.info: dict[Any, Any] = {}

    def connection(self) -> Connection:
        """Return the connection of the transaction."""
        return self._connection

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a statement."""
        return self._connection.execute(statement, parameters)

    def scalar(self, statement: Executable) -> Any:
        """Run a query and return the first column of its first row."""
        return self._connection.scalar(statement)

    def flush(self) -> None:
        """Nothing waits: there are no mapped objects."""


AnySession = Session | CoreSession


def retry_while_locked(attempt: Callable[[], T], seconds: float) -> T:
    """Call until SQLite's lock, held by another process, is free.

    Raises StoreBusy after so many seconds. A full disk is not waited for.
    """
    deadline = time.monotonic() + seconds
    pause = 0.001
    while True:
        try:
            return attempt()
        except (exc.OperationalError, sqlite3.OperationalError) as error:
            if not _is_locked(error):
                raise
            if time.monotonic() >= deadline:
                raise StoreBusy from error
        time.sleep(pause)
        pause = min(pause * 2, 0.05)


def _is_locked(error: exc.DBAPIError | sqlite3.Error) -> bool:
    original = error if isinstance(error, sqlite3.Error) else error.orig
    return isinstance(original, sqlite3.OperationalError) and (
        original.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    )


def is_full(error: exc.DBAPIError) -> bool:
    """Tell whether SQLite found no room. Over a quota it may say that it could not write."""
    original = error.orig
    return isinstance(original, sqlite3.OperationalError) and (
        original.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    )


def opens(engine: Engine) -> bool:
    """Tell whether SQLite has the room that it needs to read; whatever else is wrong says so."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1")
    except exc.DBAPIError as error:
        original = error.orig
        cannot = isinstance(original, sqlite3.OperationalError) and (
            original.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN
        )
        return not (cannot or is_full(error))
    except StoreBusy:
        return True
    return True


def is_busy(error: exc.DBAPIError | sqlite3.Error) -> bool:
    """Tell whether the store refused for lack of its lock, of room, or of a connection."""
    original = error if isinstance(error, sqlite3.Error) else error.orig
    if isinstance(original, sqlite3.OperationalError):
        return original.sqlite_errorcode & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_IOERR,
        )
    # PostgreSQL: 40 serialisation and deadlock, 53 out of resources, 55 lock not available,
    # 57 shutting down; no state at all: the connection was lost.
    state = getattr(original, "sqlstate", None)
    return isinstance(error, exc.OperationalError | exc.InternalError) and (
        state is None or state[:2] in ("40", "53", "55", "57", "08")
    )
