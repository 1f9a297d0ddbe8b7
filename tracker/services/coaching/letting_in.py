"""Letting a coach in, as the two see it: one asks, the other agrees, and either shows them out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Coach, CoachCode, CoachConsent, CoachLink, Person, Practice
from tracker.services import history, places, transaction
from tracker.services import seat as seats
from tracker.services.coaching import coach_codes, consents, lapses, links
from tracker.services.coaching.coach_codes import Offer
from tracker.services.errors import Conflict, Forbidden, NotFound
from tracker.services.seat import Seat


@dataclass(frozen=True, slots=True)
class CoachView:
    """Who coaches, as the couple sees them."""

    id: str
    name: str
    practice: str | None
    """None for who has not taken coaching up yet."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as one of the two sees it: nothing in it tells whether the other was asked again.

    `state`: asked, agreed or active. `scopes`: what is asked for, once both have answered what
    both have said yes to, which is what the coach sees beside adherence. `own_scopes`: one's own
    yes, None while one has not answered. `coach` is None while it is for whoever is given the code.
    """

    id: str
    state: str
    scopes: list[str]
    own_scopes: list[str] | None
    coach: CoachView | None
    asked_by: str | None
    """None: the coach hands the two over."""
    asked_on: date
    since: date | None
    code_expires_at: datetime | None
    """Of the code that is out for a coach; None where there is none that still works."""
    asking_until: date | None
    """While both are being asked again: until when, whoever has answered."""
    asked_again: bool
    """Whether oneself is to answer yet."""
    asks_on: date | None
    """From when on both are asked again; None while they are."""


@dataclass(frozen=True, slots=True)
class Letting:
    """The coach who is there or asked, and the colleague to whom that one hands the two over."""

    link: LinkView
    handover: LinkView | None


def show(person_id: str, now: datetime) -> Letting | None:
    """Return what is between the person's couple and a coach, None without one or a couple."""
    session = db.session()
    seat = seats.find(session, person_id)
    if seat is None:
        return None
    found = links.open_of(session, seat.couple_id, now)
    views = [_view(session, seat, link, now) for link in found]
    return Letting(views[0], views[1] if len(views) > 1 else None) if views else None


def view(person_id: str, link_id: str, now: datetime) -> LinkView:
    """Return one open link of the person's couple. Raises NotFound."""
    session = db.session()
    seat = seats.take(session, person_id)
    return _view(session, seat, links.fetch(session, seat, link_id, now), now)


def require(person_id: str, link_id: str, now: datetime) -> None:
    """Raise NotFound unless this is an open link of the person's couple."""
    session = db.session()
    links.fetch(session, seats.take(session, person_id), link_id, now)


def ask(
    person_id: str, scopes: Collection[str], practice_code: str | None, key: bytes, now: datetime
) -> LinkView:
    """Ask one's partner to let a coach in: that of a practice code, or whoever gets the code then.

    Asking is one's own yes to these scopes. Raises NotFound for a practice code that is none, and
    Conflict (coach_open, own_couple).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        coach_id = None if practice_code is None else _coach_of(session, practice_code, key, now)
        if coach_id in seat.pair:
            raise Conflict("own_couple", "Nobody coaches a couple that they are one of.")
        lapses.end_lapsed(session, seat, now)
        if links.open_of(session, seat.couple_id, now):
            raise Conflict("coach_open", "There is a coach, or one is asked, already.")
        link = CoachLink(
            couple_id=seat.couple_id,
            coach_id=coach_id,
            state="asked",
            asks_titles="titles" in scopes,
            asks_checkins="checkins" in scopes,
            asked_by_id=person_id,
            asked_on=seat.today(now),
            created_at=now,
        )
        session.add(link)
        session.flush()
        consents.give(session, seat, link, scopes, now)
        links.tell_couple(session, seat, link, now, by=person_id)
        day = seat.today(now)
        history.note(session, seat.couple_id, history.COACH_ASKED, by=None, day=day)
        return _view(session, seat, link, now)


def agree(
    person_id: str, link_id: str, scopes: Collection[str] | None, key: bytes, now: datetime
) -> tuple[LinkView, Offer | None]:
    """Say yes to what one's partner asked, or to a hand-over; `scopes` None: to all that is asked.

    Returns a code to be given to the coach, where no coach is named. A hand-over takes both. Raises
    NotFound, Forbidden (own_request) and Conflict (not_asked).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        link = links.fetch(session, seat, link_id, now)
        if link.asked_by_id == person_id:
            raise Forbidden("own_request", "You asked for this: your partner answers it.")
        if link.state != "asked":
            raise Conflict("not_asked", "Nothing waits for your answer here.")
        given = consents.of_link(session, link.id)
        if person_id not in given:
            consents.give(session, seat, link, _asked(link) if scopes is None else scopes, now)
            if link.asked_by_id is not None or given:
                return _agreed(session, seat, link, key, now)
            # The first yes to a hand-over: the other is asked without knowing of it.
            links.tell_self(session, seat, link, now)
        return _view(session, seat, link, now), None


def new_code(person_id: str, link_id: str, key: bytes, now: datetime) -> Offer:
    """Make another code for the coach; the one before is void.

    Raises NotFound, and Conflict (not_asked) where no code is waited for.
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        link = links.fetch(session, seat, link_id, now)
        if link.state != "agreed" or link.coach_id is not None:
            raise Conflict("not_asked", "No coach waits for a code of yours.")
        offer = _offer(session, link, key, now)
        links.tell_couple(session, seat, link, now, by=person_id)
        return offer


def revoke(person_id: str, link_id: str, now: datetime) -> None:
    """End a link, at once and without asking anybody. Raises NotFound."""
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        links.end(session, seat, links.fetch(session, seat, link_id, now), now)


def _agreed(
    session: Session, seat: Seat, link: CoachLink, key: bytes, now: datetime
) -> tuple[LinkView, Offer | None]:
    link.state = "agreed"
    session.flush()
    offer = _offer(session, link, key, now) if link.coach_id is None else None
    links.tell_couple(session, seat, link, now, by=seat.me.id)
    links.tell_coach(session, link, "asked", now)
    links.tell_before(session, link, now)
    return _view(session, seat, link, now), offer


def _coach_of(session: Session, text: str, key: bytes, now: datetime) -> str:
    """Return whose practice code this is, the coach being locked. Raises NotFound."""
    code = coach_codes.find(session, text, "practice", key, now)
    if code is None or code.coach_id is None:
        raise NotFound
    places.alone(session, code.coach_id, lock=True)
    return code.coach_id


def _offer(session: Session, link: CoachLink, key: bytes, now: datetime) -> Offer:
    lives = coach_codes.COUPLE_LIVES
    return coach_codes.make(session, "couple", key, now, link_id=link.id, lives=lives)


def _asked(link: CoachLink) -> list[str]:
    asks = {"titles": link.asks_titles, "checkins": link.asks_checkins}
    return [scope for scope in consents.SCOPES if asks[scope]]


def _view(session: Session, seat: Seat, link: CoachLink, now: datetime) -> LinkView:
    given = consents.of_link(session, link.id)
    own = given.get(seat.me.id)
    question = consents.asked_from(link.lapses_at, link.since, now)
    asks_at = None if link.lapses_at is None else link.lapses_at - consents.ASKED
    return LinkView(
        id=link.id,
        state=link.state,
        scopes=_asked(link) if link.state == "asked" else consents.holding(seat, given),
        own_scopes=None if own is None else consents.granted(own),
        coach=_coach(session, link.coach_id),
        asked_by=link.asked_by_id,
        asked_on=link.asked_on,
        since=link.since,
        code_expires_at=_code_expires_at(session, link, now),
        asking_until=consents.asking(link.lapses_at, link.since, now),
        asked_again=question is not None and not _answered(own, question),
        asks_on=None if asks_at is None or question is not None else seat.me.local_date(asks_at),
    )


def _answered(own: CoachConsent | None, question: datetime) -> bool:
    return own is not None and own.yes_to == question


def _coach(session: Session, coach_id: str | None) -> CoachView | None:
    if coach_id is None:
        return None
    query = (
        select(Person.id, Person.name, Practice.name)
        .outerjoin(Coach, Coach.person_id == Person.id)
        .outerjoin(Practice, Practice.id == Coach.practice_id)
        .where(Person.id == coach_id)
    )
    return CoachView(*session.execute(query).one())


def _code_expires_at(session: Session, link: CoachLink, now: datetime) -> datetime | None:
    if link.state != "agreed" or link.coach_id is not None:
        return None
    query = select(CoachCode.expires_at).where(
        CoachCode.link_id == link.id, CoachCode.expires_at > now
    )
    return session.scalar(query)
