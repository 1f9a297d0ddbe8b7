"""Codes that one has given out: which are out, and whether who made them still holds them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import and_, select

from tracker.extensions import db
from tracker.models import Coach, CoachCode, Practice
from tracker.services import places, transaction
from tracker.services.coaching import coach_codes, coaches
from tracker.services.coaching.coach_codes import Offer
from tracker.services.errors import NotFound

Kind = Literal["couple", "practice", "colleague"]


@dataclass(frozen=True, slots=True)
class OpenCodes:
    """The code for couples, by the day it was made, and the one for a colleague, by its end."""

    practice_since: date | None
    colleague_until: date | None


def show(person_id: str, now: datetime) -> OpenCodes:
    """Return which codes are out; the days are the coach's own."""
    session = db.session()
    me = places.alone(session, person_id).me
    couples = select(CoachCode.created_at).where(
        CoachCode.kind == "practice", CoachCode.coach_id == person_id
    )
    colleague = (
        select(CoachCode.expires_at)
        .join(Practice, Practice.id == CoachCode.practice_id)
        .join(Coach, Coach.practice_id == Practice.id)
        .where(
            CoachCode.kind == "colleague",
            CoachCode.expires_at > now,
            Practice.owner_id == person_id,
            Coach.person_id == person_id,
        )
    )
    made, ends = session.scalar(couples), session.scalar(colleague)
    return OpenCodes(
        None if made is None else me.local_date(made), None if ends is None else me.local_date(ends)
    )


def opens(
    kind: Kind, whose: str, token: str, code: str, key: bytes, now: datetime
) -> tuple[bool, bool]:
    """Tell whether the token and the code that a browser kept still open, each by itself.

    `whose`: the link of a couple's, which they have fetched through their own seat; else the coach.
    """
    theirs = {
        "couple": CoachCode.link_id == whose,
        "practice": CoachCode.coach_id == whose,
        "colleague": CoachCode.practice_id.in_(
            select(Practice.id).where(Practice.owner_id == whose)
        ),
    }
    mine = and_(CoachCode.kind == kind, theirs[kind])
    return coach_codes.opens(db.session(), mine, token, code, key, now)


def make(coach_id: str, key: bytes, now: datetime) -> Offer:
    """Make the code that a coach gives to couples; the one before is void.

    Who makes a first one coaches from then on. Raises NotFound.
    """
    with transaction.writing() as session:
        places.alone(session, coach_id, lock=True)
        coaches.take_up(session, coach_id, now)
        return coach_codes.make(session, "practice", key, now, coach_id=coach_id, lives=None)


def withdraw(person_id: str) -> None:
    """Void the code for couples. Raises NotFound without one."""
    with transaction.writing() as session:
        places.alone(session, person_id, lock=True)
        query = select(CoachCode).where(
            CoachCode.kind == "practice", CoachCode.coach_id == person_id
        )
        code = session.scalar(query)
        if code is None:
            raise NotFound
        session.delete(code)
