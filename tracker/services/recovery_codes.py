"""Codes for who is without their authenticator: ten, each good for one sign-in.

60 random bits each, in the letters and groups of an invitation's code. What is kept is an HMAC
under a key that is not in the database; whoever has that key could read the authenticator's secret
as well.
"""

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from tracker.models import RecoveryCode
from tracker.services import codes
from tracker.services.codes import Typed

COUNT = 10


def renew(session: Session, person_id: str, secret: bytes) -> list[str]:
    """Make the codes anew and void those before; return them as they are shown, once."""
    void(session, person_id)
    fresh: set[Typed] = set()
    while len(fresh) < COUNT:
        fresh.add(codes.fresh_code())
    session.add_all(
        RecoveryCode(person_id=person_id, code_digest=_digest(code, secret)) for code in fresh
    )
    return [code.shown() for code in fresh]


def use(session: Session, person_id: str, text: str, secret: bytes) -> bool:
    """Tell whether this is one of a person's codes, which is used up by it.

    Found by its HMAC, so that the time it takes says nothing of it. Of two at once one deletes it.
    """
    code = codes.read(text)
    if not isinstance(code, Typed):
        return False
    gone = session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_digest == _digest(code, secret),
        )
    )
    return isinstance(gone, CursorResult) and gone.rowcount == 1


def left(session: Session, person_id: str) -> int:
    """Return how many codes are unused."""
    count = select(func.count()).where(RecoveryCode.person_id == person_id)
    return session.scalar(count) or 0


def void(session: Session, person_id: str) -> None:
    """Void all codes of a person."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def _digest(code: Typed, secret: bytes) -> str:
    return codes.proof_digest(code, codes.key(secret, "recovery codes"))
