"""Who coaches, and under which practice: the first client or code makes somebody a coach."""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Coach, Person, Practice


def find(session: Session, person_id: str) -> Coach | None:
    """Return somebody's coaching, None where they never took it up."""
    return session.get(Coach, person_id)


def is_coach(person_id: str) -> bool:
    """Tell whether somebody coaches."""
    return find(db.session(), person_id) is not None


def take_up(session: Session, person_id: str, now: datetime) -> Coach:
    """Return somebody's coaching; who has none begins a practice of their own, by their own name.

    Within the caller's transaction, the person being locked.
    """
    coach = find(session, person_id)
    if coach is None:
        name = session.get_one(Person, person_id).name
        practice = Practice(name=name, owner_id=person_id, created_at=now)
        session.add(practice)
        session.flush()
        coach = Coach(person_id=person_id, practice_id=practice.id, created_at=now)
        session.add(coach)
        session.flush()
    return coach
