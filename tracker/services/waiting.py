"""Waiting for a partner: one's own invitation, while it is open.

Its secrets are not kept here. Who made it may still hold them and present them; what is presented
and belongs to another invitation, or to somebody else's, counts for nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Invite
from tracker.services import codes, invites, transaction
from tracker.services.codes import Clicked, Typed
from tracker.services.invites import WRONG_TRIES


@dataclass(frozen=True, slots=True)
class Open:
    """One's own open invitation, as far as what was presented proves to be its secrets."""

    expires_at: datetime
    token: str | None
    code: str | None
    """None as well once it is too old, or was guessed at too often."""
    code_expires_at: datetime


def invitation(
    person_id: str, *, token: str = "", code: str = "", key: bytes, now: datetime
) -> Open | None:
    """Return the person's open invitation, None without one; `key` as in `invites`."""
    invite = db.session.execute(
        select(
            Invite.token_digest,
            Invite.proof_digest,
            Invite.wrong_tries,
            Invite.code_expires_at,
            Invite.expires_at,
        ).where(Invite.person_id == person_id, Invite.expires_at > now)
    ).one_or_none()
    if invite is None:
        return None
    clicked, typed = codes.read(token), codes.read(code)
    mine = isinstance(clicked, Clicked) and clicked.digest == invite.token_digest
    lives = invite.code_expires_at > now and invite.wrong_tries < WRONG_TRIES
    proved = isinstance(typed, Typed) and codes.proves(typed, invite.proof_digest, key)
    return Open(
        expires_at=invite.expires_at,
        token=token if mine else None,
        code=typed.shown() if isinstance(typed, Typed) and proved and lives else None,
        code_expires_at=invite.code_expires_at,
    )


def take_back(person_id: str, now: datetime) -> None:
    """Void the person's open invitation, if there is one; who held it finds nothing."""
    with transaction.writing() as session:
        invites.void(session, Invite.person_id == person_id, person_id, now)
