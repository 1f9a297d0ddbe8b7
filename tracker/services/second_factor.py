"""The second proof at sign-in: codes of an authenticator (TOTP, RFC 6238), and recovery codes.

Asked for where a session or token begins (`credentials.begin`), and nowhere can one begin without.
`secret` is the server's.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Person, SecondFactor
from tracker.services import authenticator, encryption, recovery_codes, second_factor_news
from tracker.services.errors import Forbidden, Unauthenticated

PURPOSE = "second factor"
WRONG = "wrong_otp"
"""The code of a refusal that counts as a guess."""


@dataclass(frozen=True, slots=True)
class Given:
    """A code as somebody typed it, of an authenticator or for recovery, and the server's secret."""

    otp: str | None = field(repr=False)
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a person is asked for a code at sign-in, and what they have for without it."""

    on: bool
    since: datetime | None
    recovery_codes_left: int


def is_on(person_id: str) -> bool:
    """Tell whether a person is asked for a code at sign-in."""
    return _since(person_id) is not None


def standing(person_id: str) -> Standing:
    """Return how it stands."""
    since = _since(person_id)
    return Standing(since is not None, since, recovery_codes.left(db.session(), person_id))


def require(session: Session, person: Person, given: Given | None, now: datetime) -> None:
    """Let a sign-in pass, within the caller's transaction; the person is locked.

    Raises Unauthenticated: otp_required, wrong_otp.
    """
    row = session.get(SecondFactor, person.id)
    if row is None or row.confirmed_at is None:
        return
    if given is None or not given.otp:
        raise Unauthenticated("otp_required", "Enter the code of your authenticator too.")
    way = accept(session, row, given, now)
    if way is None:
        raise Unauthenticated(WRONG, _not_right(given))
    if way == "recovery":
        second_factor_news.tell(session, person, "recovery", now, by=None)


def prove(session: Session, row: SecondFactor, given: Given, now: datetime) -> None:
    """Ask somebody who is signed in for a code. Raises Forbidden (wrong_otp)."""
    if accept(session, row, given, now) is None:
        raise wrong_otp(given)


def accept(
    session: Session, row: SecondFactor, given: Given, now: datetime
) -> Literal["step", "recovery"] | None:
    """Take a code, once; return what kind it was, None for a wrong one."""
    text = given.otp or ""
    digits = authenticator.read(text)
    if digits is None:
        used = recovery_codes.use(session, row.person_id, text, given.secret)
        return "recovery" if used else None
    step = step_of(row, digits, given.secret, now)
    return "step" if step is not None and _take(session, row, step) else None


def step_of(row: SecondFactor, digits: str, secret: bytes, now: datetime) -> int | None:
    """Return the time step of a code, None for a wrong one."""
    try:
        key = encryption.decrypt(
            row.sealed_secret, secret=secret, purpose=PURPOSE, place=row.person_id
        )
    except encryption.Unreadable:
        return None  # kept under another secret of the server's: no code can be right
    return authenticator.step_of(key, digits, now)


def _since(person_id: str) -> datetime | None:
    query = select(SecondFactor.confirmed_at).filter_by(person_id=person_id)
    return db.session.scalar(query)


def _take(session: Session, row: SecondFactor, step: int) -> bool:
    """Use up a time step and all before it; of two at once one gets it."""
    taken = session.execute(
        update(SecondFactor)
        .where(
            SecondFactor.person_id == row.person_id,
            SecondFactor.confirmed_at.is_not(None),
            or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < step),
        )
        .values(last_step=step)
    )
    return isinstance(taken, CursorResult) and taken.rowcount == 1


def wrong_otp(given: Given) -> Forbidden:
    """Return the refusal of a code given as proof."""
    return Forbidden(WRONG, _not_right(given))


def _not_right(given: Given) -> str:
    if authenticator.read(given.otp or "") is None:
        return "That code is not right, or was used already."
    return "That code is not right, or was used already. Wait for the next one."
