"""What is kept of a person: handed out to them, or erased for good.

`tables` says of every table what becomes of it; a test refuses a table it does not know.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Person
from tracker.services import couples, proving, transaction, undone
from tracker.services import seat as seats
from tracker.services.coaching import links, practices
from tracker.services.personal_data import collecting, erasing


def export(person_id: str, password: str, now: datetime, *, secret: bytes) -> dict[str, Any]:
    """Return all that the person wrote or may read, ready for JSON.

    `secret` is the one that a coach's own notes are kept under. Raises Forbidden (wrong_password).
    """
    proving.prove(person_id, password)
    return collecting.document(db.session(), person_id, now, secret)


def erase(person_id: str, password: str, now: datetime) -> None:
    """Erase the person; who is linked with them is unlinked first, and keeps their own entries.

    Raises Forbidden (wrong_password).
    """
    identity = proving.prove(person_id, password)
    with transaction.writing() as session:
        if not _erase(session, person_id, now, lambda: proving.lock_proven(session, identity)):
            raise proving.wrong_password()


def erase_again(person_id: str, now: datetime) -> bool:
    """Erase somebody who was erased before and came back with an older backup.

    False where they are not there.
    """
    there = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    with transaction.writing() as session:
        return _erase(session, person_id, now, lambda: session.scalar(there))


def _erase(session: Session, person_id: str, now: datetime, lock: Callable[[], object]) -> bool:
    """Erase within the caller's transaction; False where `lock` finds nobody to erase."""
    # Couples before persons: this is the order in which everybody locks.
    links.end_of_coach(session, person_id, now)
    seat = seats.find(session, person_id, lock=True)
    if lock() is None:
        return False
    if seat is None:  # somebody may have accepted an invitation before the person was locked
        seat = seats.find(session, person_id, lock=True)
    if seat is not None:
        # By nobody: the row that the partner gets must not name who is gone.
        couples.end(session, seat, None, now)
    practices.let_go(session, person_id, now)
    undone.note(session, "person", person_id, now)
    erasing.erase(session, person_id)
    return True
