"""Links for screens on the wall: how they are made, how they end, and whose they are.

They are the couple's, whoever made them: both see the list, and either ends each of them. What a
screen shows is worked out in wall_view.py.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import WallLink
from tracker.services import changes, history, paging, transaction
from tracker.services import seat as seats
from tracker.services.errors import Conflict, NotFound
from tracker.services.ids import is_id
from tracker.services.paging import Mark, Page
from tracker.services.principal import Wall, digest, wall_by_secret
from tracker.services.seat import Seat
from tracker.streaks import local_date

BYTES = 16
"""Of a secret, before they are 22 characters of base64url."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{22}")
MOST = 5
"""Links a couple may have at once."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, as one of the two sees it. `made_on` is a date of theirs."""

    id: str
    names: bool
    by: str | None
    made_on: date


def listed(person_id: str, *, after: Mark | None, limit: int) -> Page[Link]:
    """Return the couple's links in the order they were made.

    Raises NotFound while the person is not linked, Invalid for a mark that is none.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    mine = WallLink.couple_id == seat.couple_id
    page = paging.made(session, WallLink, mine, after=after, limit=limit)
    return Page([_view(seat, row) for row in page.items], page.next)


def make(person_id: str, names: bool, now: datetime) -> tuple[Link, str]:
    """Make a link, with its secret, which is not kept: 128 random bits, as 22 characters.

    Raises NotFound while the person is not linked, Conflict (too_many).
    """
    secret = secrets.token_urlsafe(BYTES)
    with transaction.writing() as session:
        # Locked: a link made while the other leaves must not outlive the couple.
        seat = seats.take(session, person_id, lock=True)
        count = select(func.count()).where(WallLink.couple_id == seat.couple_id)
        if (session.scalar(count) or 0) >= MOST:
            raise Conflict("too_many", "You have as many links as fit. End one first.")
        row = WallLink(
            couple_id=seat.couple_id,
            by_id=person_id,
            secret_digest=digest(secret),
            names=names,
            created_at=now,
        )
        session.add(row)
        session.flush()
        _changed(session, seat, history.WALL_MADE, now, names)
        return _view(seat, row), secret


def change(person_id: str, link_id: str, names: bool, now: datetime) -> Link:
    """Set whether a screen shows the names of the two. Raises NotFound."""
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        row = _fetch(session, seat, link_id)
        if row.names != names:
            row.names = names
            _changed(session, seat, history.WALL_CHANGED, now, names)
        return _view(seat, row)


def revoke(person_id: str, link_id: str, now: datetime) -> None:
    """End a link, whoever made it: its screens are let go within seconds. Raises NotFound."""
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        row = _fetch(session, seat, link_id)
        session.delete(row)
        _changed(session, seat, history.WALL_ENDED, now, row.names)


def require(person_id: str, link_id: str) -> None:
    """Raise NotFound where a link is not there, or another couple's."""
    session = db.session()
    _fetch(session, seats.take(session, person_id), link_id)


def find(secret: str) -> Wall | None:
    """Return the screen that a link is for, None where it is nobody's, or nobody's any more."""
    if not _SECRET.fullmatch(secret):
        return None
    return wall_by_secret(db.session.connection(), secret)


def end(session: Session, couple_id: str) -> None:
    """End all of a couple's links within the caller's transaction."""
    session.execute(
        delete(WallLink).where(WallLink.couple_id == couple_id),
        execution_options={"synchronize_session": False},
    )


def _fetch(session: Session, seat: Seat, link_id: str) -> WallLink:
    row = None
    if is_id(link_id):
        query = select(WallLink).filter_by(id=link_id, couple_id=seat.couple_id)
        row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _changed(session: Session, seat: Seat, what: str, now: datetime, names: bool) -> None:
    # Neither is to have a screen that the other does not hear of.
    shown = {"id": seat.couple_id}
    changes.add(session, seat.both(now), "couple", shown, by=seat.me.id, now=now)
    day = seat.me.local_date(now)
    history.note(session, seat.couple_id, what, by=seat.me.id, day=day, names=names)


def _view(seat: Seat, row: WallLink) -> Link:
    made_on = local_date(row.created_at, seat.me.timezone, seat.me.day_ends_at)
    return Link(row.id, row.names, row.by_id, made_on)
