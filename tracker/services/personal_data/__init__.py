"""What is kept of a person: handed out to them, or erased for good.

`tables` says of every table what becomes of it; a test refuses a table it does not know.
"""

from datetime import datetime
from typing import Any

from tracker.extensions import db
from tracker.services import couples, proving, transaction
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
        # Couples before persons: this is the order in which everybody locks.
        links.end_of_coach(session, person_id, now)
        seat = seats.find(session, person_id, lock=True)
        if proving.lock_proven(session, identity) is None:
            raise proving.wrong_password()
        if seat is None:  # somebody may have accepted an invitation before the person was locked
            seat = seats.find(session, person_id, lock=True)
        if seat is not None:
            # By nobody: the row that the partner gets must not name who is gone.
            couples.end(session, seat, None, now)
        practices.let_go(session, person_id, now)
        erasing.erase(session, person_id)
