"""What one of the two has said yes to about a coach: their own row, and nothing of the other's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select

from tracker.extensions import db
from tracker.models import CoachConsent, CoachLink, Membership, Person
from tracker.services.coaching import consents, links
from tracker.streaks import local_date


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes that holds: to which coach (None while it is for whoever has the code), and since."""

    coach: str | None
    scopes: Sequence[str]
    version: int
    given_on: date


def of(person_id: str, now: datetime) -> Sequence[Yes]:
    """Return one's own answers to the links that are open, the earliest first."""
    me, coach = select(Person).subquery(), select(Person.id, Person.name).subquery()
    rows = db.session.execute(
        select(CoachConsent, coach.c.name, me.c.timezone, me.c.day_ends_at)
        .join(CoachLink, CoachLink.id == CoachConsent.link_id)
        .join(Membership, Membership.couple_id == CoachLink.couple_id)
        .join(me, me.c.id == CoachConsent.person_id)
        .outerjoin(coach, coach.c.id == CoachLink.coach_id)
        .where(
            and_(CoachConsent.person_id == person_id, Membership.person_id == person_id),
            Membership.ended_at.is_(None),
            links.is_open(now),
        )
        .order_by(CoachConsent.given_at)
    )
    return [
        Yes(name, consents.granted(own), own.version, local_date(own.given_at, zone, day_ends_at))
        for own, name, zone, day_ends_at in rows
    ]
