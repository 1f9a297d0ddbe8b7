"""Taking back the yes to check-ins: what was answered goes with it.

The partner hears nothing: no row of their stream moves, whether or not there was an answer.
"""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CheckinAnswer
from tracker.services import changes, checkin_agreement, consents, transaction
from tracker.services import seat as seats
from tracker.services.checkin_reading import FIELDS
from tracker.services.seat import Seat


def withdraw(person_id: str, now: datetime, *, opened: bool = False) -> None:
    """Take the yes back, and delete one's answers that nobody else has read.

    That is drafts, what is sealed and what was put away, in this couple and any before. With
    `opened` one's answers go out of the open rounds as well, for both; the partner's stay, and the
    round stays opened, so that nobody answers it anew knowing theirs.
    """
    with transaction.writing() as session:
        # Locked before anything is judged: the partner may be sealing right now.
        seat = seats.find(session, person_id, lock=True)
        mine = CheckinAnswer.person_id == person_id
        if seat is not None:
            _tell_self(session, seat, now)
        session.execute(
            delete(CheckinAnswer).where(mine, CheckinAnswer.opened_on.is_(None)),
            execution_options={"synchronize_session": False},
        )
        if opened:
            session.execute(
                update(CheckinAnswer).where(mine).values(dict.fromkeys(FIELDS)),
                execution_options={"synchronize_session": False},
            )
        consents.decline(session, person_id, "checkins", now)


def has_read_answers(person_id: str) -> bool:
    """Tell whether answers of the person's stand in rounds that were opened."""
    query = select(CheckinAnswer.round_start).where(
        CheckinAnswer.person_id == person_id,
        CheckinAnswer.opened_on.is_not(None),
        CheckinAnswer.heard.is_not(None),
    )
    return db.session.execute(query.limit(1)).first() is not None


def _tell_self(session: Session, seat: Seat, now: datetime) -> None:
    """Show one's own devices that the round that runs waits for an answer again."""
    rhythm = checkin_agreement.in_force(session, seat)
    running = rhythm and rhythm.at(checkin_agreement.reached(session, seat, now))
    if not running:
        return
    begun = select(CheckinAnswer.person_id).where(
        CheckinAnswer.couple_id == seat.couple_id,
        CheckinAnswer.round_start == running.start,
        CheckinAnswer.person_id == seat.me.id,
        CheckinAnswer.opened_on.is_(None),
    )
    if session.execute(begun).first() is not None:
        data = {"round": running.start.isoformat(), "state": "open"}
        alone = {seat.me.id: seat.me.local_date(now)}
        changes.add(session, alone, "checkin", data, by=seat.me.id, now=now)
