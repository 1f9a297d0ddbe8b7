"""How PostgreSQL is reached: nobody waits long for one that has gone, or that has gone silent.

A broken connection says so. One whose other end is frozen, or behind a network that swallows what
is sent, says nothing: what is not bounded here waits for as long as the silence lasts, and holds
what it has locked for as long.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import gevent.monkey
import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import Engine, event

SILENCE = 6.0
"""Seconds without an answer after which a server of requests takes the connection for lost.

Longer than any wait for a lock, which PostgreSQL itself ends.
"""

CONNECTING: dict[str, Any] = {
    "connect_timeout": 3,
    # Where not even the network answers any more. The last one is Linux's, and in milliseconds.
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""What libpq is told at each connection."""

SESSION = {
    "lock_timeout": "5s",
    # A process that was halted within a transaction, or whose machine is gone, holds a couple's
    # row, and PostgreSQL alone can take it back.
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "10s",
    "tcp_keepalives_interval": "3s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10s",
}
"""What PostgreSQL is told at each connection."""
_TELL = "SELECT " + ", ".join(
    f"set_config('{name}', '{value}', false)" for name, value in SESSION.items()
)

_patience: ContextVar[float | None] = ContextVar("patience", default=None)


@contextmanager
def unhurried(seconds: float) -> Iterator[None]:
    """Wait longer for each answer: what nobody waits for may ask for more at once."""
    before = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(before)


class Patient(psycopg.Connection[Any]):
    """A connection that is given up when it has not answered for some seconds."""

    silence: float | None = None
    """Seconds; None waits for ever, as commands and migrations do."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for an answer; OperationalError, and a closed connection, after a silence."""
        if timeout is not None or self.silence is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, max(self.silence, _patience.get() or 0))
        except psycopg.OperationalError as error:
            if error.sqlstate is None:
                # Whoever comes next would read the answer to this. Closing tells the pool as well.
                self.close()
            raise


def connect(silence: float | None, *arguments: Any, **options: Any) -> Patient:
    """Open a connection on which nothing waits for ever."""
    connection = Patient.connect(*arguments, **{**CONNECTING, **options}, autocommit=True)
    connection.silence = silence
    connection.execute(_TELL)
    return connection


def patience() -> float | None:
    """Return how long this process waits: only one that serves must answer at all costs."""
    return SILENCE if gevent.monkey.is_module_patched("socket") else None


def attach(engine: Engine, silence: float | None) -> None:
    """Open an engine's connections in this way."""

    @event.listens_for(engine, "do_connect")
    def open_one(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Patient:
        connection = connect(silence, *arguments, **options)
        connection.autocommit = False
        return connection
