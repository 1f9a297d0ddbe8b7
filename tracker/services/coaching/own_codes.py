"""Which codes of a coach's are out: when each was made, never what it is."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from tracker.extensions import db
from tracker.models import Coach, CoachCode, Practice
from tracker.services import codes, places, transaction
from tracker.services.coaching import coach_codes
from tracker.services.codes import Clicked, Typed
from tracker.services.errors import NotFound


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


def still_opens(person_id: str, token: str, code: str, key: bytes, now: datetime) -> bool:
    """Tell whether a token and a code that a browser kept are one of one's own that still opens.

    Nothing is counted as a try.
    """
    clicked, typed = codes.read(token), codes.read(code)
    if not isinstance(clicked, Clicked) or not isinstance(typed, Typed):
        return False
    kept = db.session.scalar(
        select(CoachCode)
        .outerjoin(Practice, Practice.id == CoachCode.practice_id)
        .where(
            CoachCode.token_digest == clicked.digest,
            or_(CoachCode.expires_at.is_(None), CoachCode.expires_at > now),
            or_(
                (CoachCode.kind == "practice") & (CoachCode.coach_id == person_id),
                (CoachCode.kind == "colleague")
                & (Practice.owner_id == person_id)
                & (CoachCode.wrong_tries < coach_codes.WRONG_TRIES),
            ),
        )
    )
    return kept is not None and codes.proves(typed, kept.proof_digest, key)


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
