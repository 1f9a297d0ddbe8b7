"""What Today may say of the check-in, in at most two queries: nothing that one's own row does not.

Of the partner it knows what both know: what they ask for, and that a round was opened.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from tracker.extensions import db
from tracker.models import CheckinAgreement, CheckinAnswer
from tracker.prepared import Prepared
from tracker.services import checkin_agreement, checkin_reading
from tracker.services.day import DayView


@dataclass(frozen=True, slots=True)
class Glance:
    """How the check-in stands for the reader of a day."""

    asked: int | None = None
    """How often the partner would like to check in, in weeks, where that waits for an answer."""
    end: date | None = None
    """Last day of the round that runs, None where the reader has sealed or there is none."""
    is_begun: bool = False
    opened_on: date | None = None
    is_put_aside: bool = False
    """What the reader asked for was put aside these days."""


_AGREED = Prepared(
    select(*CheckinAgreement.__table__.columns).where(
        CheckinAgreement.couple_id == bindparam("couple")
    )
)
_MINE = Prepared(
    select(*CheckinAnswer.__table__.columns).where(
        CheckinAnswer.couple_id == bindparam("couple"),
        CheckinAnswer.round_start == bindparam("start"),
        CheckinAnswer.person_id == bindparam("person"),
    )
)


def of(view: DayView) -> Glance:
    """Return how the check-in of a day's couple stands for who reads the day."""
    connection = db.session.connection()
    row = _AGREED.record(connection, {"couple": view.couple})
    if row is None:
        return Glance()
    asked = None if row.asked_by_id == view.me.id else row.asked_every
    aside = checkin_agreement.of_row(row).is_put_aside(view.me.id, view.today)
    rhythm = checkin_agreement.rhythm(row)
    running = None if rhythm is None else rhythm.at(view.today)
    if running is None:
        return Glance(asked, is_put_aside=aside)
    key = {"couple": view.couple, "start": running.start, "person": view.me.id}
    mine = _MINE.record(connection, key)
    if mine is None:
        return Glance(asked, running.end, is_put_aside=aside)
    end = running.end if mine.sealed_at is None else None
    # What was taken back is nothing to read; `end` is None then, as it was sealed.
    opened_on = None if checkin_reading.answers(mine).is_taken_back else mine.opened_on
    return Glance(asked, end, True, opened_on, aside)
