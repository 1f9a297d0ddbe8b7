"""What the API and the pages share around coaching's codes: their key, their guards, addresses."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from tracker.config import Settings
from tracker.services import codes
from tracker.services.coaching.coach_codes import Offer
from tracker.web import invitations
from tracker.web.secret import secret

guessing = invitations.guessing
"""A guess of a code, of whichever kind, is a guess: what one may try of them is counted as one."""

FOR_COACH = "/let-in"
"""Where a couple's address leads a coach."""
FOR_COUPLE = "/our-coach"
"""Where a coach's address leads a couple."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A new code as it is shown, once."""

    code: str
    url: str
    expires_at: datetime | None


def key() -> bytes:
    """Return the key under which these codes are hashed."""
    return codes.key(secret(), "coach codes")


def shown(offer: Offer, path: str) -> Shown:
    """Return a new code with its address; the token stands behind the #, for no log to see."""
    settings: Settings = current_app.config["WOVEN"]
    return Shown(offer.code, f"{settings.public_url}{path}#{offer.token}", offer.expires_at)
