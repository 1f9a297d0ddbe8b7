"""A couple lets somebody in, as that coach sees it: a code they were given, or a list of asked.

Nobody reads here which of the two asked, agreed or granted what.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachLink
from tracker.services import history, places, transaction
from tracker.services.coaching import clients, coach_codes, coaches, consents, handovers, links
from tracker.services.coaching.clients import Client
from tracker.services.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Asking:
    """A couple that would let this coach in, or has just done so.

    `scopes`: what both have said yes to beside adherence. `since`: the couple's date, once active.
    """

    id: str
    state: str
    names: tuple[str, str]
    scopes: list[str]
    since: date | None = None


def preview_code(text: str, key: bytes, now: datetime) -> Asking:
    """Return who lets a coach in by a couple's code, and into what. Raises NotFound."""
    with transaction.writing() as session:
        code = coach_codes.find(session, text, "couple", key, now)
        link_id = None if code is None else code.link_id
    if link_id is None:  # raised out here, so that a wrong try stays counted
        raise NotFound
    return _asking(clients.agreed(db.session(), link_id), "agreed")


def accept_code(coach_id: str, text: str, key: bytes, now: datetime) -> Asking:
    """Become the coach of the couple whose code this is. Raises NotFound, Conflict (own_couple)."""
    accepted = None
    with transaction.writing() as session:
        # Couples before codes: two partners may be ending it, or making another code.
        for link_id in coach_codes.targets(session, text, "couple", key, now):
            clients.lock_couple(session, link_id)
        code = coach_codes.find(session, text, "couple", key, now)
        if code is not None and code.link_id is not None:
            accepted = _begin(session, coach_id, clients.agreed(session, code.link_id), now)
    if accepted is None:
        raise NotFound
    return accepted


def asked_of(coach_id: str, now: datetime) -> list[Asking]:
    """Return the couples that have asked for this coach by name and wait for an answer."""
    return [_asking(client, "agreed") for client in clients.agreed_of(db.session(), coach_id, now)]


def require_asked(coach_id: str, link_id: str, now: datetime) -> None:
    """Raise NotFound unless this couple has asked for this coach."""
    _fetch(db.session(), coach_id, link_id, now)


def accept_asked(coach_id: str, link_id: str, now: datetime) -> Asking:
    """Say yes to a couple; of a hand-over, the coach before ends. Raises NotFound, Conflict."""
    with transaction.writing() as session:
        clients.lock_couple(session, link_id)
        return _begin(session, coach_id, _fetch(session, coach_id, link_id, now), now)


def decline_asked(coach_id: str, link_id: str, now: datetime) -> None:
    """Say no to a couple: it ends. Raises NotFound."""
    with transaction.writing() as session:
        clients.lock_couple(session, link_id)
        client = _fetch(session, coach_id, link_id, now)
        links.end(session, client.seat, session.get_one(CoachLink, link_id), now)


def leave(coach_id: str, link_id: str, now: datetime) -> None:
    """End coaching a couple, at once. Raises NotFound."""
    with transaction.writing() as session:
        client = clients.take(session, coach_id, link_id, now, lock=True)
        links.end(session, client.seat, session.get_one(CoachLink, link_id), now)


def _fetch(session: Session, coach_id: str, link_id: str, now: datetime) -> Client:
    for client in clients.agreed_of(session, coach_id, now):
        if client.link_id == link_id:
            return client
    raise NotFound


def _begin(session: Session, coach_id: str, client: Client, now: datetime) -> Asking:
    """Make a link active, the couple being locked: persons come next, then what is the coach's."""
    seat = client.seat
    if coach_id in seat.pair:
        raise Conflict("own_couple", "Nobody coaches a couple that they are one of.")
    places.alone(session, coach_id, lock=True)
    coaches.take_up(session, coach_id, now)
    link = session.get_one(CoachLink, client.link_id)
    coach_codes.void(session, "couple", link_id=link.id)
    handovers.begin(session, seat, link, now)
    link.coach_id, link.state = coach_id, "active"
    link.since = seat.today(now)
    link.lapses_at = now + consents.HOLDS + consents.ASKED
    session.flush()
    links.tell_couple(session, seat, link, now)
    links.tell_coach(session, link, "consent", now)
    history.note(session, seat.couple_id, history.COACH_IN, by=None, day=seat.today(now))
    return _asking(client, link.state, link.since)


def _asking(client: Client, state: str, since: date | None = None) -> Asking:
    return Asking(client.link_id, state, client.names, client.scopes, since)
