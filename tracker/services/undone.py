"""What was undone for good, an account, a couple or a coaching, and must not come back.

An older backup knows nothing of it. So each is noted here, in the transaction that does it, and
soon after in a list outside the database (`undone_list`), which `undone_again` goes through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast, get_args

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Undone
from tracker.services import errands, transaction

Kind = Literal["person", "couple", "coach"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KEPT = timedelta(days=90)
"""How long it is remembered: no backup may be kept for longer."""
ERRAND = "undone.keep"
"""Writes the list outside the database."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was undone, and when; the id names nobody who is there."""

    kind: Kind
    id: str
    at: datetime

    @property
    def what(self) -> tuple[Kind, str]:
        """Return what it is about, whenever that was."""
        return self.kind, self.id


def note(session: Session, kind: Kind, id_: str, now: datetime) -> None:
    """Note what is undone, within the caller's transaction; twice is once."""
    if session.get(Undone, (kind, id_)) is None:
        session.add(Undone(kind=kind, id=id_, at=now))
        session.flush()
        errands.ask(session, ERRAND)


def noted(since: datetime) -> Sequence[Entry]:
    """Return what was undone since then, oldest first."""
    query = select(Undone.kind, Undone.id, Undone.at).where(Undone.at > since)
    return [
        Entry(cast(Kind, kind), id_, at)
        for kind, id_, at in db.session.execute(query.order_by(Undone.at, Undone.kind, Undone.id))
    ]


def forget(until: datetime) -> int:
    """Forget what was undone until then, all at once: a row is an id and an instant."""
    if db.session.scalar(select(Undone.id).where(Undone.at <= until).limit(1)) is None:
        return 0
    with transaction.writing() as session:
        result = session.execute(
            delete(Undone).where(Undone.at <= until),
            execution_options={"synchronize_session": False},
        )
        return result.rowcount if isinstance(result, CursorResult) else 0
