"""What is done about an account, told wherever else its owner is signed in, and by mail.

As with new sign-ins each browser knows for itself what it has been told of.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.extensions import db
from tracker.models import Credential, Person
from tracker.prepared import Prepared
from tracker.services import changes, errands
from tracker.services.principal import Principal
from tracker.services.sign_ins import TOLD
from tracker.streaks import local_date


@dataclass(frozen=True, slots=True)
class News:
    """What was done elsewhere, by the clock on its owner's wall."""

    what: str
    day: date
    time: str
    today: date


def tell(session: Session, person: Person, about: str, now: datetime, mail: str, *ids: str) -> None:
    """Tell a person's devices by their stream, and a confirmed address by the errand `mail`.

    Within the caller's transaction; the person is locked. `ids` follow theirs in the errand.
    """
    day = local_date(now, person.timezone, person.day_ends_at)
    changes.add(session, {person.id: day}, "settings", {"what": about}, by=person.id, now=now)
    if person.email_confirmed_at is not None:
        errands.ask(session, mail, person.id, *ids)


def query(
    owner: InstrumentedAttribute[str],
    *,
    what: InstrumentedAttribute[Any],
    at: InstrumentedAttribute[Any],
    by: InstrumentedAttribute[Any],
) -> Prepared:
    """Return how `read` finds what was last done, by the columns that keep it: to be built once.

    `by` is the session that did it, which is told nothing.
    """
    return Prepared(
        select(what.label("what"), at.label("at"), Person.timezone)
        .join(Credential, Credential.person_id == owner)
        .join(Person, Person.id == owner)
        .where(
            Credential.id == bindparam("asking"),
            at > func.coalesce(Credential.sessions_seen_at, Credential.created_at),
            at > bindparam("told"),
            or_(by.is_(None), by != bindparam("asking")),
        )
    )


def read(found_by: Prepared, me: Principal, now: datetime) -> News | None:
    """Return what the session that asks was not told of, until it was shown where one is signed in.

    None for nothing.
    """
    values = {"asking": me.credential_id, "told": now - TOLD}
    row = found_by.record(db.session.connection(), values)
    if row is None:
        return None
    zone = ZoneInfo(row.timezone)
    at = row.at.astimezone(zone)
    return News(row.what, at.date(), f"{at:%H:%M}", now.astimezone(zone).date())
