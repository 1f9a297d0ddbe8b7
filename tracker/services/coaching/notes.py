"""A coach's own notes on a couple: version by version, encrypted, read by nobody else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachNote
from tracker.services import encryption, transaction
from tracker.services.coaching import clients
from tracker.services.errors import Conflict, NotFound

PURPOSE = "coach notes"
MOST = 200
"""So many versions are kept: an hour of saving every minute leaves those of last year."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """The notes as one version has them.

    `text` is None where they were kept under another secret of the server: no key is left for them.
    """

    link_id: str
    version: int
    text: str | None
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """When a version was written."""

    version: int
    written_at: datetime


def show(
    coach_id: str, link_id: str, secret: bytes, now: datetime, *, version: int | None = None
) -> NoteView:
    """Return the notes on a client, the newest or an earlier version.

    Before the first it is version 0, which is empty. Raises NotFound.
    """
    session = db.session()
    clients.take(session, coach_id, link_id, now)
    return read(session, coach_id, link_id, secret, version=version)


def versions(coach_id: str, link_id: str, now: datetime) -> list[NoteVersion]:
    """Return which versions there are, newest first. Raises NotFound."""
    session = db.session()
    clients.take(session, coach_id, link_id, now)
    return versions_of(session, coach_id, link_id)


def every(coach_id: str, link_id: str, secret: bytes, now: datetime) -> list[NoteView]:
    """Return all versions of the notes on a client, oldest first. Raises NotFound."""
    session = db.session()
    clients.take(session, coach_id, link_id, now)
    return every_of(session, coach_id, link_id, secret)


def write(
    coach_id: str, link_id: str, text: str, version: int, secret: bytes, now: datetime
) -> NoteView:
    """Write the notes anew, as the version after `version`, which must be the newest.

    Raises NotFound, Conflict (stale_notes).
    """
    with transaction.writing() as session:
        # The couple is locked: of two that write at once, the second reads the first's version.
        clients.take(session, coach_id, link_id, now, lock=True)
        mine = (CoachNote.coach_id == coach_id) & (CoachNote.link_id == link_id)
        newest = session.scalar(select(func.max(CoachNote.version)).where(mine)) or 0
        if version != newest:
            raise Conflict("stale_notes", "These notes were changed meanwhile, in another window.")
        number = newest + 1
        sealed = encryption.encrypt(
            text, secret=secret, purpose=PURPOSE, place=_place(link_id, number)
        )
        session.add(
            CoachNote(
                link_id=link_id,
                version=number,
                coach_id=coach_id,
                sealed=sealed,
                written_at=now,
            )
        )
        session.execute(delete(CoachNote).where(mine, CoachNote.version <= number - MOST))
        return NoteView(link_id, number, text, now)


def every_of(session: Session, coach_id: str, link_id: str, secret: bytes) -> list[NoteView]:
    """Return all versions of a link that the caller may read, oldest first."""
    query = select(CoachNote).where(CoachNote.coach_id == coach_id, CoachNote.link_id == link_id)
    return [_view(row, secret) for row in session.scalars(query.order_by(CoachNote.version))]


def all_of(session: Session, coach_id: str, secret: bytes) -> list[NoteView]:
    """Return everything a coach keeps, of clients and of those who were, for their export."""
    query = select(CoachNote).where(CoachNote.coach_id == coach_id)
    rows = session.scalars(query.order_by(CoachNote.link_id, CoachNote.version))
    return [_view(row, secret) for row in rows]


def read(
    session: Session, coach_id: str, link_id: str, secret: bytes, *, version: int | None = None
) -> NoteView:
    """Return notes of a link that the caller may read. Raises NotFound for no such version."""
    query = select(CoachNote).where(CoachNote.coach_id == coach_id, CoachNote.link_id == link_id)
    if version is not None:
        query = query.where(CoachNote.version == version)
    row = session.scalars(query.order_by(CoachNote.version.desc()).limit(1)).first()
    if row is not None:
        return _view(row, secret)
    if version:
        raise NotFound
    return NoteView(link_id, 0, "", None)


def versions_of(session: Session, coach_id: str, link_id: str) -> list[NoteVersion]:
    """Return the versions of a link that the caller may read, newest first."""
    query = select(CoachNote.version, CoachNote.written_at).where(
        CoachNote.coach_id == coach_id, CoachNote.link_id == link_id
    )
    return [
        NoteVersion(row.version, row.written_at)
        for row in session.execute(query.order_by(CoachNote.version.desc()))
    ]


def _view(row: CoachNote, secret: bytes) -> NoteView:
    text: str | None
    try:
        place = _place(row.link_id, row.version)
        text = encryption.decrypt(row.sealed, secret=secret, purpose=PURPOSE, place=place)
    except encryption.Unreadable:
        text = None
    return NoteView(row.link_id, row.version, text, row.written_at)


def _place(link_id: str, version: int) -> str:
    return f"{link_id} {version}"
