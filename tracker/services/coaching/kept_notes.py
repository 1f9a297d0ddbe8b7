"""Notes on couples who are no clients any more: they stay with the coach who wrote them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachLink, CoachNote
from tracker.services import transaction
from tracker.services.coaching import clients, notes
from tracker.services.coaching.notes import NoteVersion, NoteView
from tracker.services.errors import NotFound
from tracker.services.ids import is_id


@dataclass(frozen=True, slots=True)
class KeptNotes:
    """From when to when a couple was there: nothing else is left that tells which it was."""

    id: str
    since: date
    until: date
    versions: int


def listed(coach_id: str, now: datetime) -> list[KeptNotes]:
    """Return what a coach keeps of those who left, who left last first."""
    session = db.session()
    here = {client.link_id for client in clients.of_coach(session, coach_id, now)}
    query = (
        select(
            CoachNote.link_id,
            func.min(CoachNote.written_at).label("first"),
            func.max(CoachNote.written_at).label("last"),
            func.count().label("versions"),
            CoachLink.since,
            CoachLink.ended_on,
            CoachLink.lapses_at,
        )
        .outerjoin(CoachLink, CoachLink.id == CoachNote.link_id)
        .where(CoachNote.coach_id == coach_id)
        .group_by(CoachNote.link_id, CoachLink.since, CoachLink.ended_on, CoachLink.lapses_at)
    )
    kept = [
        # Where the couple's data was purged, the notes' own dates have to do.
        KeptNotes(
            row.link_id,
            row.since or row.first.date(),
            row.ended_on or (row.lapses_at or row.last).date(),
            row.versions,
        )
        for row in session.execute(query)
        if row.link_id not in here
    ]
    return sorted(kept, key=lambda each: (each.until, each.since, each.id), reverse=True)


def show(
    coach_id: str, link_id: str, secret: bytes, now: datetime, *, version: int | None = None
) -> NoteView:
    """Return kept notes, the newest or an earlier version. Raises NotFound."""
    session = db.session()
    _require(session, coach_id, link_id, now)
    return notes.read(session, coach_id, link_id, secret, version=version)


def versions(coach_id: str, link_id: str, now: datetime) -> list[NoteVersion]:
    """Return which versions are kept, newest first. Raises NotFound."""
    session = db.session()
    _require(session, coach_id, link_id, now)
    return notes.versions_of(session, coach_id, link_id)


def every(coach_id: str, link_id: str, secret: bytes, now: datetime) -> list[NoteView]:
    """Return all versions of kept notes, oldest first. Raises NotFound."""
    session = db.session()
    _require(session, coach_id, link_id, now)
    return notes.every_of(session, coach_id, link_id, secret)


def require(coach_id: str, link_id: str, now: datetime) -> None:
    """Raise NotFound where these are no kept notes of the coach's."""
    _require(db.session(), coach_id, link_id, now)


def remove(coach_id: str, link_id: str, now: datetime) -> None:
    """Delete kept notes, every version. Raises NotFound."""
    with transaction.writing() as session:
        _require(session, coach_id, link_id, now)
        mine = (CoachNote.coach_id == coach_id) & (CoachNote.link_id == link_id)
        session.execute(delete(CoachNote).where(mine))


def _require(session: Session, coach_id: str, link_id: str, now: datetime) -> None:
    """Raise NotFound for notes that never were, and for those on somebody who is still there."""
    if not is_id(link_id):
        raise NotFound
    mine = (CoachNote.coach_id == coach_id) & (CoachNote.link_id == link_id)
    if not session.scalar(select(func.count()).where(mine)):
        raise NotFound
    if any(each.link_id == link_id for each in clients.of_coach(session, coach_id, now)):
        raise NotFound
