"""What a partner wants to bring to the next session: both see it, and the coach without who."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachLink, CoachQuestion
from tracker.services import seat as seats
from tracker.services import transaction
from tracker.services.coaching import clients, links
from tracker.services.errors import Conflict, NotFound
from tracker.services.ids import is_id
from tracker.services.seat import Seat

MOST = 20
"""So many one partner brings at once: a bound for both would tell of the other's."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as the coach sees it."""

    id: str
    text: str
    made_on: date


@dataclass(frozen=True, slots=True)
class CoupleQuestion:
    """A question as one of the two sees it."""

    id: str
    text: str
    made_on: date
    mine: bool


def of_link(session: Session, link_id: str) -> list[QuestionView]:
    """Return what is to be brought, without whose it is.

    Of one day in no order of theirs: which came together would tell.
    """
    return [QuestionView(one.id, one.text, one.made_on) for one in _rows(session, link_id)]


def of_client(coach_id: str, link_id: str, now: datetime) -> list[QuestionView]:
    """Return what a client brings. Raises NotFound."""
    session = db.session()
    clients.take(session, coach_id, link_id, now)
    return of_link(session, link_id)


def of_couple(person_id: str, link_id: str, now: datetime) -> list[CoupleQuestion]:
    """Return the same as a partner sees it. Raises NotFound."""
    session = db.session()
    seat = seats.take(session, person_id)
    links.fetch(session, seat, link_id, now)
    return [_mine(one, seat) for one in _rows(session, link_id)]


def add(person_id: str, link_id: str, text: str, now: datetime) -> CoupleQuestion:
    """Bring a question. Raises NotFound, Conflict (too_many)."""
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        link = links.fetch(session, seat, link_id, now)
        own = (CoachQuestion.link_id == link_id) & (CoachQuestion.by_id == person_id)
        if (session.scalar(select(func.count()).where(own)) or 0) >= MOST:
            raise Conflict("too_many", "You bring as many questions as fit. Remove one first.")
        # The couple's date and not one's own: with two zones that would tell whose it is.
        question = CoachQuestion(
            link_id=link_id,
            by_id=person_id,
            text=text,
            made_on=seat.today(now),
            created_at=now,
        )
        session.add(question)
        session.flush()
        _tell(session, seat, link, now)
        return _mine(question, seat)


def remove(person_id: str, link_id: str, question_id: str, now: datetime) -> None:
    """Take one's own question back. Raises NotFound, for the partner's as for one never asked."""
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        link = links.fetch(session, seat, link_id, now)
        question = session.get(CoachQuestion, question_id) if is_id(question_id) else None
        if question is None or question.link_id != link_id or question.by_id != person_id:
            raise NotFound
        session.delete(question)
        _tell(session, seat, link, now)


def _rows(session: Session, link_id: str) -> Sequence[CoachQuestion]:
    query = select(CoachQuestion).where(CoachQuestion.link_id == link_id)
    return session.scalars(query.order_by(CoachQuestion.made_on, CoachQuestion.id)).all()


def _tell(session: Session, seat: Seat, link: CoachLink, now: datetime) -> None:
    links.tell_couple(session, seat, link, now, by=seat.me.id)
    if link.state == "active":
        links.tell_coach(session, link, "question", now)


def _mine(question: CoachQuestion, seat: Seat) -> CoupleQuestion:
    mine = question.by_id == seat.me.id
    return CoupleQuestion(question.id, question.text, question.made_on, mine)
