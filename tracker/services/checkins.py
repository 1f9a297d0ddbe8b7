"""Answering a check-in: a draft of one's own, sealed, and opened once both have sealed.

Until that moment nothing of it reaches the partner: no row of their stream, no query of theirs
that looks at it. All is judged under the couple's lock, so that two who seal at once open once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.models import CheckinAnswer
from tracker.services import changes, checkin_agreement, checkin_reading, consents, transaction
from tracker.services import seat as seats
from tracker.services.checkin_reading import Answers, RoundView
from tracker.services.checkin_rounds import Round
from tracker.services.errors import Conflict, Invalid
from tracker.services.seat import Seat


def save(
    person_id: str,
    start: date,
    given: Mapping[str, Any],
    now: datetime,
    *,
    seal: bool = False,
    seen: tuple[str, str] | None = None,
) -> RoundView:
    """Write answers into the round that began on a day; what is not given stays as it was.

    `given` holds fields of `Answers`: numbers from 0 to 10, words up to 500 characters, or None.
    With `seal` they are handed in, and where the partner's are in already the round is opened.
    Keeping an answer is the yes to its being kept, in the words of now.
    `seen`: a question, and the mark of what was kept to it when the form was shown.
    Raises NotFound, Conflict (not_agreed, over, sealed, opened, answered_meanwhile) and Invalid
    (bad_round, incomplete).
    """
    with transaction.writing() as session:
        desk = _desk(session, person_id, start, now)
        row = desk.row
        if row is not None and row.sealed_at is not None:
            raise Conflict("sealed", "Your answers are sealed. Take them back to change them.")
        _judge_seen(row, seen, given)
        if row is None:
            if not seal and all(value is None for value in given.values()):
                return checkin_reading.of_round(session, desk.seat, desk.round)
            row = desk.new_row(session)
        for name, value in given.items():
            setattr(row, name, value)
        if seal:
            _seal(session, desk.seat, row, now)
        consents.give(session, person_id, "checkins", now)
        session.flush()
        return checkin_reading.of_round(session, desk.seat, desk.round)


def withdraw(person_id: str, start: date, now: datetime) -> RoundView:
    """Take sealed answers back: they are a draft again. Where nothing is sealed, nothing changes.

    Raises NotFound, Conflict (not_agreed, over, opened) and Invalid (bad_round).
    """
    with transaction.writing() as session:
        desk = _desk(session, person_id, start, now)
        if desk.row is not None and desk.row.sealed_at is not None:
            desk.row.sealed_at = None
            _tell(session, desk.row, {person_id: desk.seat.me.local_date(now)}, "draft", now)
            session.flush()
        return checkin_reading.of_round(session, desk.seat, desk.round)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where somebody writes: their seat, the round that runs, and what they wrote in it so far."""

    seat: Seat
    round: Round
    row: CheckinAnswer | None

    def new_row(self, session: Session) -> CheckinAnswer:
        row = CheckinAnswer(
            couple_id=self.seat.couple_id,
            round_start=self.round.start,
            round_end=self.round.end,
            person_id=self.seat.me.id,
        )
        session.add(row)
        return row


def _desk(session: Session, person_id: str, start: date, now: datetime) -> _Desk:
    seat = seats.take(session, person_id, lock=True)
    rhythm = checkin_agreement.in_force(session, seat)
    if rhythm is None:
        raise checkin_agreement.not_agreed()
    running = rhythm.at(checkin_agreement.reached(session, seat, now))
    if running is None or start > running.start:
        raise Invalid("bad_round", "No round that runs began on this day.", "round")
    if start < running.start:
        raise Conflict("over", "This round is over.")
    row = session.get(CheckinAnswer, (seat.couple_id, start, person_id))
    if row is not None and row.opened_on is not None:
        raise Conflict("opened", "This round is open: you both read it already.")
    return _Desk(seat, running, row)


def _judge_seen(
    row: CheckinAnswer | None, seen: tuple[str, str] | None, given: Mapping[str, Any]
) -> None:
    if seen is None:
        return
    question, mark = seen
    held = Answers() if row is None else checkin_reading.answers(row)
    # The same once more is no conflict: a form that is sent twice comes with what it showed first.
    is_new = any(getattr(held, name) != value for name, value in given.items())
    if is_new and held.mark(question) != mark:
        raise Conflict(
            "answered_meanwhile",
            "You answered this meanwhile, in another tab. This is what is kept.",
        )


def _seal(session: Session, seat: Seat, row: CheckinAnswer, now: datetime) -> None:
    missing = checkin_reading.answers(row).missing
    if missing:
        raise Invalid("incomplete", "Each of the four takes a number.", missing[0])
    row.sealed_at = now
    theirs = session.get(CheckinAnswer, (seat.couple_id, row.round_start, seat.partner.id))
    if theirs is None or theirs.sealed_at is None:
        # To one's own devices alone: the partner's stream does not move.
        _tell(session, row, {seat.me.id: seat.me.local_date(now)}, "sealed", now)
        return
    row.opened_on = theirs.opened_on = seat.today(now)
    _tell(session, row, seat.both(now), "opened", now)


def _tell(
    session: Session, row: CheckinAnswer, whom: Mapping[str, date], state: str, now: datetime
) -> None:
    data = {"round": row.round_start.isoformat(), "state": state}
    changes.add(session, whom, "checkin", data, by=row.person_id, now=now)
