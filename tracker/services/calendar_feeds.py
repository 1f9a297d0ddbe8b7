"""A person's calendar address: how it is made and ends, and whose it is.

It ends with the couple, for both, and with the password: whoever was let in before is not after.
"""

import re
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CalendarFeed
from tracker.services import seat as seats
from tracker.services import transaction
from tracker.services.errors import Forbidden
from tracker.services.principal import Principal, digest

BYTES = 24
"""Of a secret, before they are 32 characters of base64url."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")


def made_at(person_id: str) -> datetime | None:
    """Return when the address that works now was made, None where there is none."""
    query = select(CalendarFeed.created_at).filter_by(person_id=person_id)
    return db.session.scalar(query)


def make(me: Principal, now: datetime) -> str:
    """Make an address in the place of the one before; return its secret, which is not kept.

    192 random bits, as 32 characters. Raises Forbidden (shared_device), and NotFound while the
    person is not linked.
    """
    if me.shared:
        raise Forbidden(
            "shared_device", "You said that this device is shared: no address is made here."
        )
    secret = secrets.token_urlsafe(BYTES)
    with transaction.writing() as session:
        # Locked: an address made while the other leaves must not outlive the couple.
        seats.take(session, me.person_id, lock=True)
        session.merge(
            CalendarFeed(person_id=me.person_id, secret_digest=digest(secret), created_at=now)
        )
    return secret


def turn_off(person_id: str) -> None:
    """End the address; that there was none is no matter."""
    with transaction.writing() as session:
        end(session, [person_id])


def end(session: Session, person_ids: Collection[str]) -> None:
    """End these people's addresses within the caller's transaction."""
    session.execute(
        delete(CalendarFeed).where(CalendarFeed.person_id.in_(person_ids)),
        execution_options={"synchronize_session": False},
    )


def holder(secret: str) -> str | None:
    """Return whose address this is, None where it is nobody's, or nobody's any more.

    Found by its digest: how long that takes tells nothing of the secret.
    """
    if not _SECRET.fullmatch(secret):
        return None
    query = select(CalendarFeed.person_id).filter_by(secret_digest=digest(secret))
    return db.session.scalar(query)
