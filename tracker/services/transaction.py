"""Lock, commit, and only then hand on the committed stream rows, and the errands."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

import structlog
from sqlalchemy import Engine, exc
from sqlalchemy.orm import Session

from tracker import ballast, joint, store
from tracker.extensions import db
from tracker.services import changes, errands
from tracker.services.errands import Errand

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Committed:
    """What a transaction has come to: rows of people's streams, and errands to be run."""

    items: Sequence[changes.Item] = ()
    errands: Sequence[Errand] = ()


P = ParamSpec("P")
R = TypeVar("R")
_room_or_not: ContextVar[bool] = ContextVar("room_or_not", default=False)
"""Whether this is something that must be possible on a full disk."""

Listener = Callable[[Committed], None]
listeners: list[Listener] = []
"""Who hears of what is committed: set once, by `create_app`."""


@contextmanager
def writing() -> Iterator[Session]:
    """Open the one transaction of a use case; commit at the end, roll back on any error.

    Within it: no sleep, no network, no password hash. On SQLite the process's writers queue
    here; on PostgreSQL the couple's row is locked by whoever fetches it (`seat.take`).
    Raises StoreBusy where the store cannot be written to in time.
    """
    session = db.session()
    session.rollback()  # a read of this request may still hold an older snapshot
    with _turn(db.engine) as done:
        try:
            session.connection(execution_options={store.WRITING: True})
            yield session
            done.items = changes.flush(session)
            session.commit()
            done.errands = errands.take(session)
        except BaseException:
            changes.discard(session)
            errands.take(session)
            session.rollback()
            raise


@contextmanager
def writing_core() -> Iterator[store.CoreSession]:
    """Open a transaction as `writing` does, for a use case without mapped objects: a tick.

    An ORM session's own work was a sixth of a tick. Those of one moment share a commit (`joint`).
    """
    if db.session.registry.has():
        db.session.rollback()  # or what is read next would be as old as what was read before
    engine = db.engine
    others = joint.to_join(engine)
    if others is not None:
        with _handing_on(engine) as done:
            with others.part() as connection:
                session = store.CoreSession(connection)
                yield session
                _finish(session, done)
            others.wait()
        return
    with _turn(engine) as done, store.writer(engine) as connection, joint.begun(connection):
        session = store.CoreSession(connection)
        yield session
        _finish(session, done)


def _finish(session: store.CoreSession, done: Committed) -> None:
    done.items = changes.flush(session)
    done.errands = errands.take(session)


def room_or_not(use_case: Callable[P, R]) -> Callable[P, R]:
    """Let a use case be done on a full disk as well: for signing out and leaving.

    SQLite's ballast is given up for it, and it is done once more; nothing of the first time was
    stored.
    """

    @wraps(use_case)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        before = _room_or_not.set(True)
        try:
            return use_case(*args, **kwargs)
        except store.StoreFull:
            if not ballast.release(db.engine):
                raise
            return use_case(*args, **kwargs)
        finally:
            _room_or_not.reset(before)

    return done


@contextmanager
def _turn(engine: Engine) -> Iterator[Committed]:
    """Wait for this process's turn to write; after it, hand on what was committed."""
    alone = store.sqlite_writer if engine.dialect.name == "sqlite" else nullcontext()
    with _handing_on(engine) as done, alone:
        yield done


@contextmanager
def _handing_on(engine: Engine) -> Iterator[Committed]:
    """Refuse where the store cannot be written to; at the end hand on what was committed."""
    done = Committed()
    if engine.dialect.name == "sqlite" and not _room_or_not.get() and ballast.is_spent(engine):
        raise store.StoreFull
    try:
        yield done
    except exc.DBAPIError as error:
        if store.is_full(error):
            raise store.StoreFull from error
        if store.is_busy(error):
            raise store.StoreBusy from error
        raise
    if done.items or done.errands:
        publish(done)


def publish(done: Committed) -> None:
    """Hand on what was committed; a listener that fails costs latency, never the reply."""
    for listener in listeners:
        try:
            listener(done)
        except Exception:
            log.exception("listener_failed", items=len(done.items), errands=len(done.errands))
