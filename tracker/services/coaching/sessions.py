"""The days on which a couple and their coach met, or mean to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachSession
from tracker.services import seat as seats
from tracker.services import transaction
from tracker.services.coaching import clients, links
from tracker.services.errors import Conflict, Invalid, NotFound

MOST = 400
BACK = AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Sessions:
    """When they met last, before today; when they meet next, today at the earliest; and all."""

    last: date | None
    next: date | None
    all: Sequence[date]
    """Newest first."""


def of_link(session: Session, link_id: str, today: date) -> Sessions:
    """Return a link's sessions, seen from the couple's today."""
    query = select(CoachSession.held_on).where(CoachSession.link_id == link_id)
    days = sorted(session.scalars(query), reverse=True)
    gone, coming = [day for day in days if day < today], [day for day in days if day >= today]
    return Sessions(gone[0] if gone else None, coming[-1] if coming else None, days)


def of_client(coach_id: str, link_id: str, now: datetime) -> Sessions:
    """Return the sessions with a client. Raises NotFound."""
    session = db.session()
    client = clients.take(session, coach_id, link_id, now)
    return of_link(session, link_id, client.seat.today(now))


def of_couple(person_id: str, link_id: str, now: datetime) -> Sessions:
    """Return the sessions as either partner sees them. Raises NotFound."""
    session = db.session()
    seat = seats.take(session, person_id)
    links.fetch(session, seat, link_id, now)
    return of_link(session, link_id, seat.today(now))


def add(coach_id: str, link_id: str, day: date, now: datetime) -> Sessions:
    """Write down a day on which the three met or mean to; saying it again changes nothing.

    Raises NotFound, Conflict (too_many), Invalid (too_old, too_far): a year back or ahead at most.
    """
    with transaction.writing() as session:
        client = clients.take(session, coach_id, link_id, now, lock=True)
        today = client.seat.today(now)
        known = of_link(session, link_id, today)
        if day in known.all:
            return known
        if day < today - BACK:
            raise Invalid("too_old", "A year back at most.", "day")
        if day > today + AHEAD:
            raise Invalid("too_far", "A year ahead at most.", "day")
        if len(known.all) >= MOST:
            raise Conflict("too_many", "There are as many sessions as fit. Remove one first.")
        session.add(CoachSession(link_id=link_id, held_on=day))
        links.tell_both(session, client, "session", now)
        return of_link(session, link_id, today)


def remove(coach_id: str, link_id: str, day: date, now: datetime) -> None:
    """Take a session out of the list. Raises NotFound."""
    with transaction.writing() as session:
        client = clients.take(session, coach_id, link_id, now, lock=True)
        held = session.get(CoachSession, (link_id, day))
        if held is None:
            raise NotFound
        session.delete(held)
        links.tell_both(session, client, "session", now)
