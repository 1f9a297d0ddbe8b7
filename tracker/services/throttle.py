"""How often something may be tried: fixed windows in the store, so that no restart forgives."""

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.extensions import db
from tracker.models import Throttle
from tracker.services import transaction
from tracker.services.errors import TooMany

SWEEP = 100
"""Windows that are over and are removed at each try."""


def hit(name: str, subject: str, *, limit: int, window: timedelta, now: datetime) -> None:
    """Count one try of `name` by `subject`, in a transaction of its own.

    A window begins with its first try. Raises TooMany for each try after the first `limit` ones.
    """
    key = _key(name, subject)
    with transaction.writing() as session:
        # Read and written in one statement: of many tries at once each gets a number of its own.
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        fresh = insert(Throttle).values(key_digest=key, tries=1, resets_at=now + window)
        over = Throttle.resets_at <= now
        counted = fresh.on_conflict_do_update(
            index_elements=[Throttle.key_digest],
            set_={
                "tries": case((over, 1), else_=Throttle.tries + 1),
                "resets_at": case((over, fresh.excluded.resets_at), else_=Throttle.resets_at),
            },
        ).returning(Throttle.tries, Throttle.resets_at)
        tries, resets_at = session.connection().execute(counted).one()
        # Skipping what is locked: two tries that sweep each other's window would wait for ever.
        swept = (
            select(Throttle.key_digest)
            .where(Throttle.resets_at <= now)
            .limit(SWEEP)
            .with_for_update(skip_locked=True)
        )
        session.connection().execute(delete(Throttle).where(Throttle.key_digest.in_(swept)))
    if tries > limit:
        raise TooMany(max(1, math.ceil((resets_at - now).total_seconds())))


def forgive(name: str, subject: str) -> None:
    """Take back one counted try: it turned out to be no guess."""
    with transaction.writing() as session:
        session.execute(
            update(Throttle)
            .where(Throttle.key_digest == _key(name, subject), Throttle.tries > 0)
            .values(tries=Throttle.tries - 1),
            execution_options={"synchronize_session": False},
        )


def lock(name: str, subject: str, until: datetime) -> None:
    """Lock a subject out of `name` until an instant."""
    with transaction.writing() as session:
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        row = insert(Throttle).values(key_digest=_key(name, subject), tries=1, resets_at=until)
        later = {"resets_at": row.excluded.resets_at}
        upsert = row.on_conflict_do_update(index_elements=[Throttle.key_digest], set_=later)
        session.connection().execute(upsert)


def is_locked(name: str, subject: str, now: datetime) -> bool:
    """Tell whether a subject is locked out of `name`."""
    locked = select(Throttle.key_digest).where(
        Throttle.key_digest == _key(name, subject), Throttle.resets_at > now
    )
    return db.session.execute(locked).first() is not None


def _key(name: str, subject: str) -> str:
    return hashlib.sha256(f"{name}\n{subject}".encode("utf-8", "surrogatepass")).hexdigest()
