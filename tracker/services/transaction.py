"""Lock, commit, and only then hand the committed stream rows on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

import structlog
from sqlalchemy import exc
from sqlalchemy.orm import Session

from tracker import store
from tracker.extensions import db
from tracker.services import changes

log = structlog.get_logger(__name__)

Listener = Callable[[Sequence[changes.Item]], None]
listeners: list[Listener] = []
"""Who hears of committed stream rows: set once, by `create_app`."""


@contextmanager
def writing() -> Iterator[Session]:
    """Open the one transaction of a use case; commit at the end, roll back on any error.

    Within it: no sleep, no network, no password hash. On SQLite the process's writers queue
    here; on PostgreSQL the couple's row is locked by whoever fetches it (`seat.take`).
    Raises StoreBusy where the store cannot be written to in time.
    """
    session = db.session()
    session.rollback()  # a read of this request may still hold an older snapshot
    with _turn(session.get_bind().dialect.name) as items:
        try:
            session.connection(execution_options={store.WRITING: True})
            yield session
            items += changes.flush(session)
            session.commit()
        except BaseException:
            changes.discard(session)
            session.rollback()
            raise


@contextmanager
def writing_core() -> Iterator[store.CoreSession]:
    """Open a transaction as `writing` does, for a use case without mapped objects: a tick.

    An ORM session's own work was a sixth of a tick.
    """
    if db.session.registry.has():
        db.session.rollback()  # or what is read next would be as old as what was read before
    engine = db.engine
    with (
        _turn(engine.dialect.name) as items,
        store.writer(engine) as connection,
        connection.begin(),
    ):
        session = store.CoreSession(connection)
        yield session
        items += changes.flush(session)


@contextmanager
def _turn(dialect: str) -> Iterator[list[changes.Item]]:
    """Wait for this process's turn to write; after it, publish the items that were committed."""
    items: list[changes.Item] = []
    try:
        with store.sqlite_writer if dialect == "sqlite" else nullcontext():
            yield items
    except exc.DBAPIError as error:
        if store.is_busy(error):
            raise store.StoreBusy from error
        raise
    if items:
        publish(items)


def publish(items: Sequence[changes.Item]) -> None:
    """Hand committed rows to the listeners; one that fails costs latency, never the reply."""
    for listener in listeners:
        try:
            listener(items)
        except Exception:
            log.exception("listener_failed", items=len(items))
