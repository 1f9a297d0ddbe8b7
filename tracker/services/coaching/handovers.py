"""Handing a couple over to a colleague: the coach offers, both partners say yes, the other accepts.

A hand-over is a link of its own beside the one it follows. Until it begins nothing changes: the
old coach stays, and the new one sees nothing. Any of the four can end it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from tracker.extensions import db
from tracker.models import Coach, CoachGoal, CoachLink, CoachQuestion, CoachSession, Person
from tracker.services import transaction
from tracker.services.coaching import clients, links, practices
from tracker.services.errors import Conflict, NotFound
from tracker.services.ids import is_id
from tracker.services.seat import Seat

OPEN = ("asked", "agreed")


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over as the coach who offered it sees it: to whom, and how far it has come."""

    id: str
    to_id: str
    to_name: str
    state: str
    """`asked` until both partners have said yes, then `agreed` until the new coach accepts."""
    asked_on: date


def offer(coach_id: str, link_id: str, to_coach_id: str, now: datetime) -> Handover:
    """Offer a couple to a colleague of the same practice.

    Raises NotFound for a client or a colleague that is not there, Conflict `handover_open`, and
    `own_couple` where the colleague is one of the two.
    """
    with transaction.writing() as session:
        client = clients.take(session, coach_id, link_id, now, lock=True)
        name = _colleague(session, coach_id, to_coach_id)
        if to_coach_id in client.seat.pair:
            raise Conflict("own_couple", "Nobody coaches a couple that they are one of.")
        if _open(session, link_id) is not None:
            raise Conflict("handover_open", "You are handing them over already.")
        link = CoachLink(
            couple_id=client.couple_id,
            coach_id=to_coach_id,
            follows_id=link_id,
            state="asked",
            asks_titles=client.titles_since is not None,
            asks_checkins=client.checkins_since is not None,
            asked_by_id=None,
            asked_on=client.seat.today(now),
            created_at=now,
        )
        session.add(link)
        session.flush()
        links.tell_couple(session, client.seat, link, now)
        return _view(link, name)


def find(coach_id: str, link_id: str, now: datetime) -> Handover | None:
    """Return the open hand-over of a client, None without one. Raises NotFound."""
    session = db.session()
    clients.take(session, coach_id, link_id, now)
    return of_link(session, link_id)


def of_link(session: Session, link_id: str) -> Handover | None:
    """Return the open hand-over that follows a link, None without one."""
    link = _open(session, link_id)
    if link is None or link.coach_id is None:
        return None
    return _view(link, session.get_one(Person, link.coach_id).name)


def take_back(coach_id: str, link_id: str, now: datetime) -> None:
    """Take an offer back before it has begun. Raises NotFound."""
    with transaction.writing() as session:
        client = clients.take(session, coach_id, link_id, now, lock=True)
        link = _open(session, link_id)
        if link is None:
            raise NotFound
        links.end(session, client.seat, link, now)


def colleagues(coach_id: str, now: datetime) -> list[practices.Colleague]:
    """Return to whom a coach can hand a couple over."""
    found = practices.find(coach_id, now)
    return [] if found is None else [one for one in found.colleagues if one.id != coach_id]


def end_of_coach(session: Session, coach_id: str, now: datetime) -> None:
    """End what is being handed over by or to a coach who leaves a practice, the couples first."""
    old = aliased(CoachLink)
    query = (
        select(CoachLink.id)
        .join(old, old.id == CoachLink.follows_id)
        .where(
            CoachLink.state.in_(OPEN),
            or_(CoachLink.coach_id == coach_id, old.coach_id == coach_id),
        )
        .order_by(CoachLink.couple_id)
    )
    for link_id in session.scalars(query).all():
        clients.lock_couple(session, link_id)
        link = session.get(CoachLink, link_id, populate_existing=True)
        if link is not None and link.state in OPEN:
            links.end(session, clients.of_link(session, link_id).seat, link, now)


def begin(session: Session, seat: Seat, link: CoachLink, now: datetime) -> None:
    """End the link that an accepted one follows; what the three shared moves along, notes do not.

    Within the transaction that makes `link` active, the couple being locked.
    Does nothing for a link that follows none. Raises NotFound where the old one is over, or the
    two do not work together any more.
    """
    if link.follows_id is None:
        return
    old = session.get(CoachLink, link.follows_id, with_for_update=True, populate_existing=True)
    is_over = old is None or old.state != "active" or not old.lapses_at or old.lapses_at <= now
    if old is None or is_over or not _together(session, old.coach_id, link.coach_id):
        raise NotFound
    link.state = "active"  # first: what follows a link and is still open ends with it
    session.flush()
    for kept in (CoachGoal, CoachQuestion, CoachSession):
        session.execute(
            update(kept)
            .where(kept.link_id == old.id)
            .values(link_id=link.id)
            .execution_options(synchronize_session=False)
        )
    links.end(session, seat, old, now)
    link.follows_id = None
    session.flush()


def _open(session: Session, link_id: str) -> CoachLink | None:
    query = select(CoachLink).where(CoachLink.follows_id == link_id, CoachLink.state.in_(OPEN))
    return session.scalar(query)


def _colleague(session: Session, coach_id: str, other_id: str) -> str:
    """Return the name of somebody of the same practice. Raises NotFound."""
    if is_id(other_id) and other_id != coach_id and _together(session, coach_id, other_id):
        return session.get_one(Person, other_id).name
    raise NotFound


def _together(session: Session, one: str | None, other: str | None) -> bool:
    query = select(Coach.practice_id).where(Coach.person_id.in_([one, other]))
    found = session.scalars(query).all()
    return len(found) == 2 and found[0] == found[1]


def _view(link: CoachLink, name: str) -> Handover:
    return Handover(link.id, str(link.coach_id), name, link.state, link.asked_on)
