"""Links to which both have not said yes again: over by themselves, noted some minutes later."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachLink
from tracker.services import transaction
from tracker.services.coaching import clients, links
from tracker.services.seat import Seat


def waiting(now: datetime, most: int) -> Sequence[str]:
    """Return the ids of links that have lapsed and are not noted as ended, at most so many."""
    query = select(CoachLink.id).where(CoachLink.state == "active", CoachLink.lapses_at <= now)
    return [str(link_id) for link_id in db.session.scalars(query.limit(most))]


def note(link_id: str, now: datetime) -> None:
    """Note that a link has lapsed: the couple hears of it, the coach's sockets close.

    Does nothing where somebody else has noted it, or ended it, by now.
    """
    with transaction.writing() as session:
        if clients.lock_couple(session, link_id):
            end_lapsed(session, clients.of_link(session, link_id).seat, now)


def end_lapsed(session: Session, seat: Seat, now: datetime) -> None:
    """End what has lapsed of a couple's, within the caller's transaction, the couple locked."""
    query = select(CoachLink).where(
        CoachLink.couple_id == seat.couple_id,
        CoachLink.state == "active",
        CoachLink.lapses_at <= now,
    )
    for link in session.scalars(query).all():
        links.end(session, seat, link, now)
