"""New sign-ins, told to whoever was signed in before: who knows a password may read along.

Each browser knows for itself what it has been told of. So a stranger's session cannot make what
tells of it go away elsewhere.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, or_, select, update
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import Credential, Person
from tracker.prepared import Prepared
from tracker.services import transaction
from tracker.services.principal import Principal

TOLD = timedelta(days=7)
"""How long a sign-in is news."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session or token that began after the one that asks, by the clock on its owner's wall."""

    kind: str
    label: str
    day: date
    time: str
    today: date


def news(me: Principal, now: datetime) -> SignIn | None:
    """Return the newest sign-in that the session that asks was not told of; None for none."""
    values = {"asking": me.credential_id, "now": now, "told": now - TOLD}
    row = _NEWS.record(db.session.connection(), values)
    if row is None:
        return None
    zone = ZoneInfo(row.timezone)
    began = row.created_at.astimezone(zone)
    return SignIn(row.kind, row.label, began.date(), f"{began:%H:%M}", now.astimezone(zone).date())


def _query() -> Select[str, str, datetime, str]:
    own, other = aliased(Credential), aliased(Credential)
    return (
        select(other.kind, other.label, other.created_at, Person.timezone)
        .select_from(own)
        .join(other, other.person_id == own.person_id)
        .join(Person, Person.id == own.person_id)
        .where(
            own.id == bindparam("asking"),
            other.id != own.id,
            other.created_at > func.coalesce(own.sessions_seen_at, own.created_at),
            other.created_at > bindparam("told"),
            or_(other.expires_at.is_(None), other.expires_at > bindparam("now")),
        )
        .order_by(other.created_at.desc(), other.id)
        .limit(1)
    )


_NEWS = Prepared(_query())
"""Pages on which somebody comes in ask it each time."""


def seen(me: Principal, now: datetime) -> None:
    """Note that this session was shown where one is signed in."""
    with transaction.writing() as session:
        session.execute(
            update(Credential).where(Credential.id == me.credential_id).values(sessions_seen_at=now)
        )
