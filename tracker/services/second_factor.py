"""The second proof at sign-in: codes of an authenticator (TOTP, RFC 6238), and recovery codes."""

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import SecondFactor


def is_on(person_id: str) -> bool:
    """Tell whether a person is asked for a code at sign-in."""
    query = select(SecondFactor.confirmed_at).filter_by(person_id=person_id)
    return db.session.scalar(query) is not None
