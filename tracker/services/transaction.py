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
    sqlite = session.get_bind().dialect.name == "sqlite"
    try:
        with store.sqlite_writer if sqlite else nullcontext():
            try:
                options = {store.WRITING: True}
                session.info[store.WRITING] = session.connection(execution_options=options)
                yield session
                items = changes.flush(session)
                session.commit()
            except BaseException:
                changes.discard(session)
                session.rollback()
                raise
            finally:
                session.info.pop(store.WRITING, None)  # there is none without a connection
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
