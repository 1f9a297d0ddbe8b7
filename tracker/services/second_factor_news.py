"""What is done about a second step, told wherever else one is signed in, and by mail.

As with new sign-ins each browser knows for itself what it has been told of.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Credential, Person, SecondFactor
from tracker.services import changes, errands, transaction
from tracker.services.changes import instant
from tracker.services.principal import Principal
from tracker.services.sign_ins import TOLD, note_seen
from tracker.streaks import local_date

What = Literal["on", "off", "codes", "recovery", "guessed"]


@dataclass(frozen=True, slots=True)
class News:
    """What was done elsewhere, by the clock on its owner's wall."""

    what: str
    day: date
    time: str
    today: date


def tell(session: Session, person: Person, what: What, now: datetime, *, by: str | None) -> None:
    """Note what was done, within the caller's transaction; `by` is the session that did it.

    A sign-in with a recovery code is told of as a new sign-in; of the code its mail tells.
    """
    row = session.get(SecondFactor, person.id)
    if row is not None and what != "recovery":
        row.news, row.news_at, row.news_by = what, now, by
    day = local_date(now, person.timezone, person.day_ends_at)
    data = {"what": "second_factor"}
    changes.add(session, {person.id: day}, "settings", data, by=person.id, now=now)
    if person.email_confirmed_at is not None:
        errands.ask(session, "mail.second_factor", person.id, what, instant(now))


def guessed(person_id: str, now: datetime) -> None:
    """Tell that somebody who knows the password tries codes."""
    with transaction.writing() as session:
        person = session.get(Person, person_id, with_for_update={"key_share": True})
        if person is not None:
            tell(session, person, "guessed", now, by=None)


_NEWS = (
    select(SecondFactor.news, SecondFactor.news_at, Person.timezone)
    .join(Credential, Credential.person_id == SecondFactor.person_id)
    .join(Person, Person.id == SecondFactor.person_id)
    .where(
        Credential.id == bindparam("asking"),
        SecondFactor.news_at > func.coalesce(Credential.sessions_seen_at, Credential.created_at),
        SecondFactor.news_at > bindparam("told"),
        or_(SecondFactor.news_by.is_(None), SecondFactor.news_by != bindparam("asking")),
    )
)


def news(me: Principal, now: datetime) -> News | None:
    """Return what the session that asks was not told of, until it was shown where one is signed in.

    None for nothing.
    """
    values = {"asking": me.credential_id, "told": now - TOLD}
    row = db.session.execute(_NEWS, values).first()
    if row is None:
        return None
    zone = ZoneInfo(row.timezone)
    at = row.news_at.astimezone(zone)
    return News(row.news, at.date(), f"{at:%H:%M}", now.astimezone(zone).date())


def seen(me: Principal, now: datetime) -> None:
    """Note that this session was shown where one is signed in."""
    if news(me, now) is not None:
        note_seen(me, now)
