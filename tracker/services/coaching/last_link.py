"""What a couple reads after a coach has gone: that it is over, and of nobody who ended it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import CoachLink, Person
from tracker.services import seat as seats

TOLD = timedelta(days=14)
"""How long it is said."""


@dataclass(frozen=True, slots=True)
class Over:
    """The link that ended last. `was_active` False: it was asked for, and did not come to it."""

    coach: str | None
    on: date
    was_active: bool


def over(person_id: str, now: datetime) -> Over | None:
    """Return what ended last these days, None where nothing did or another one is open.

    What never came to be is told to whoever asked alone. What lapsed needs no job to have run.
    """
    session = db.session()
    seat = seats.find(session, person_id)
    if seat is None:
        return None
    query = (
        select(CoachLink, Person.name)
        .outerjoin(Person, Person.id == CoachLink.coach_id)
        .where(CoachLink.couple_id == seat.couple_id, CoachLink.follows_id.is_(None))
        .order_by(CoachLink.created_at.desc(), CoachLink.id)
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    link, coach = row
    on = link.ended_on
    if on is None and link.lapses_at is not None and link.lapses_at <= now:
        on = seat.today(link.lapses_at)
    if on is None or seat.today(now) > on + TOLD:
        return None
    if link.since is None and link.asked_by_id != person_id:
        return None
    return Over(coach, on, link.since is not None)
