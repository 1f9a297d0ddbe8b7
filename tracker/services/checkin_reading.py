"""Reading check-ins. The partner's row of a round is looked at once it is opened, never before.

That it is there, or not, may show in nothing that one gets (docs/decisions/check-ins.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CheckinAnswer
from tracker.services import checkin_agreement
from tracker.services import seat as seats
from tracker.services.checkin_agreement import AgreementView
from tracker.services.checkin_rounds import Round
from tracker.services.errors import NotFound
from tracker.services.paging import Mark, Page
from tracker.services.seat import Seat

QUESTIONS = ("heard", "trusting", "close", "appreciated")
State = Literal["open", "draft", "sealed", "opened", "put_away"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What one of the two answered: 0 to 10 and a line of words each."""

    heard: int | None = None
    trusting: int | None = None
    close: int | None = None
    appreciated: int | None = None
    heard_words: str | None = None
    trusting_words: str | None = None
    close_words: str | None = None
    appreciated_words: str | None = None

    def number(self, question: str) -> int | None:
        """Return the number given to a question."""
        number: int | None = getattr(self, question)
        return number

    def words(self, question: str) -> str | None:
        """Return the words written to a question."""
        words: str | None = getattr(self, f"{question}_words")
        return words

    def mark(self, question: str) -> str:
        """Return what tells one answer to a question from another: a page says what it showed."""
        said = repr((self.number(question), self.words(question) or ""))
        return sha256(said.encode()).hexdigest()[:16]

    @property
    def is_taken_back(self) -> bool:
        """Tell whether answers that were open have been taken back: nothing of them is kept."""
        return self == Answers()

    @property
    def missing(self) -> Sequence[str]:
        """Return the questions without a number."""
        return [question for question in QUESTIONS if self.number(question) is None]


FIELDS = (*QUESTIONS, *(f"{question}_words" for question in QUESTIONS))


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as one of the two sees it; `theirs` is there once it is opened."""

    start: date
    end: date
    state: State
    mine: Answers | None
    theirs: Answers | None
    opened_on: date | None

    @property
    def is_whole(self) -> bool:
        """Tell whether the answers of both are there: it is opened, and nobody took theirs back."""
        both = (self.mine, self.theirs)
        return not any(one is None or one.is_taken_back for one in both)


@dataclass(frozen=True, slots=True)
class Current:
    """What is agreed, and the round that runs: None before the first one."""

    agreement: AgreementView
    round: RoundView | None


def current(person_id: str, now: datetime) -> Current:
    """Return the round that runs, as the person sees it.

    Raises NotFound while they are not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    agreement = checkin_agreement.view(session, seat)
    running = _running(session, seat, now)
    return Current(agreement, None if running is None else of_round(session, seat, running))


def of_round(session: Session, seat: Seat, running: Round) -> RoundView:
    """Return the round that runs, as the person in the seat sees it."""
    row = session.get(CheckinAnswer, (seat.couple_id, running.start, seat.me.id))
    if row is None:
        return RoundView(running.start, running.end, "open", None, None, None)
    return _view(session, seat, row, running)


def get(person_id: str, start: date | None, now: datetime) -> RoundView:
    """Return the round that began on a day, if the person has written something in it.

    Raises NotFound else, and where they are not linked; None stands for what is no date.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    if start is None:
        raise NotFound
    row = session.get(CheckinAnswer, (seat.couple_id, start, seat.me.id))
    if row is None:
        raise NotFound
    return _view(session, seat, row, _running(session, seat, now))


def opened(person_id: str, *, after: Mark | None, limit: int) -> Page[RoundView]:
    """Return the opened rounds, newest first; a mark is the start of the one before.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    query = _mine(seat, after).where(CheckinAnswer.opened_on.is_not(None)).limit(limit + 1)
    rows = session.scalars(query).all()
    theirs = _theirs(session, seat, [row.round_start for row in rows])
    views = [_opened(row, theirs.get(row.round_start)) for row in rows[:limit]]
    return Page(views, (views[-1].start,) if len(rows) > limit else None)


def put_away(person_id: str, now: datetime, *, after: Mark | None, limit: int) -> Page[RoundView]:
    """Return the rounds that are over and never opened, with one's own answers, newest first.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    running = _running(session, seat, now)
    query = _mine(seat, after).where(CheckinAnswer.opened_on.is_(None))
    if running is not None:
        query = query.where(CheckinAnswer.round_start != running.start)
    rows = session.scalars(query.limit(limit + 1)).all()
    views = [_view(session, seat, row, running) for row in rows[:limit]]
    return Page(views, (views[-1].start,) if len(rows) > limit else None)


def answers(row: CheckinAnswer) -> Answers:
    """Return what a row says."""
    return Answers(**{name: getattr(row, name) for name in FIELDS})


def _running(session: Session, seat: Seat, now: datetime) -> Round | None:
    rhythm = checkin_agreement.in_force(session, seat)
    if rhythm is None:
        return None
    return rhythm.at(checkin_agreement.reached(session, seat, now))


def _mine(seat: Seat, after: Mark | None) -> Select[CheckinAnswer]:
    query = select(CheckinAnswer).where(
        CheckinAnswer.couple_id == seat.couple_id, CheckinAnswer.person_id == seat.me.id
    )
    if after is not None:
        (before,) = after
        query = query.where(CheckinAnswer.round_start < before)
    return query.order_by(CheckinAnswer.round_start.desc())


def _theirs(session: Session, seat: Seat, starts: Sequence[date]) -> Mapping[date, CheckinAnswer]:
    query = select(CheckinAnswer).where(
        CheckinAnswer.couple_id == seat.couple_id,
        CheckinAnswer.person_id == seat.partner.id,
        CheckinAnswer.opened_on.is_not(None),
        CheckinAnswer.round_start.in_(starts),
    )
    return {row.round_start: row for row in session.scalars(query)}


def _view(session: Session, seat: Seat, row: CheckinAnswer, running: Round | None) -> RoundView:
    if row.opened_on is not None:
        return _opened(row, _theirs(session, seat, [row.round_start]).get(row.round_start))
    state: State = "put_away"
    if running is not None and row.round_start == running.start:
        state = "draft" if row.sealed_at is None else "sealed"
    return RoundView(row.round_start, row.round_end, state, answers(row), None, None)


def _opened(mine: CheckinAnswer, theirs: CheckinAnswer | None) -> RoundView:
    return RoundView(
        mine.round_start,
        mine.round_end,
        "opened",
        answers(mine),
        None if theirs is None else answers(theirs),
        mine.opened_on,
    )
