"""What an authenticator is to sign, so that no answer of it counts twice, or for something else."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.models import PasskeyChallenge
from tracker.services import transaction
from tracker.services.errors import Conflict
from tracker.services.ids import is_id

Purpose = Literal["add", "sign_in"]

LIVES = timedelta(minutes=5)
BYTES = 32


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge that was handed out, and the id that its answer names."""

    id: str
    value: bytes = field(repr=False)


def new(session: Session, purpose: Purpose, now: datetime, person_id: str | None) -> Challenge:
    """Make a challenge within the caller's transaction.

    `person_id`: whose passkey is to be added; the challenge they had for that is void.
    """
    if person_id is not None:
        void(session, person_id)
    row = PasskeyChallenge(
        purpose=purpose,
        person_id=person_id,
        challenge=secrets.token_bytes(BYTES),
        expires_at=now + LIVES,
    )
    session.add(row)
    session.flush()
    return Challenge(row.id, row.challenge)


def take(challenge_id: str, purpose: Purpose, now: datetime, person_id: str | None) -> bytes:
    """Use a challenge up, in a transaction of its own: also an answer that is refused has used it.

    Raises Conflict (challenge_over), for one made for another purpose or person too.
    """
    if not is_id(challenge_id):
        raise _over()
    mine = (
        PasskeyChallenge.id == challenge_id,
        PasskeyChallenge.purpose == purpose,
        PasskeyChallenge.person_id.is_(None)
        if person_id is None
        else PasskeyChallenge.person_id == person_id,
    )
    with transaction.writing() as session:
        # Locked: of two answers at once, the second finds it gone.
        row = session.scalar(select(PasskeyChallenge).where(*mine).with_for_update())
        if row is None:
            raise _over()
        value: bytes = row.challenge
        expires_at = row.expires_at
        session.delete(row)
    if expires_at <= now:
        raise _over()
    return value


def void(session: Session, person_id: str) -> None:
    """Void what a person's next passkey was to sign, within the caller's transaction."""
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.person_id == person_id))


def _over() -> Conflict:
    return Conflict("challenge_over", "That took too long, or was answered already. Try once more.")
