"""What is done about a second step, told wherever else one is signed in, and by mail."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from tracker.models import Person, SecondFactor
from tracker.services import account_news, transaction
from tracker.services.account_news import News
from tracker.services.changes import instant
from tracker.services.principal import Principal

What = Literal["on", "off", "codes", "recovery", "guessed"]

_NEWS = account_news.query(
    SecondFactor.person_id,
    what=SecondFactor.news,
    at=SecondFactor.news_at,
    by=SecondFactor.news_by,
)


def tell(session: Session, person: Person, what: What, now: datetime, *, by: str | None) -> None:
    """Note what was done, within the caller's transaction; `by` is the session that did it.

    A sign-in with a recovery code is told of as a new sign-in; of the code its mail tells.
    """
    row = session.get(SecondFactor, person.id)
    if row is not None and what != "recovery":
        row.news, row.news_at, row.news_by = what, now, by
    at = instant(now)
    account_news.tell(session, person, "second_factor", now, "mail.second_factor", what, at)


def guessed(person_id: str, now: datetime) -> None:
    """Tell that somebody who knows the password tries codes."""
    with transaction.writing() as session:
        person = session.get(Person, person_id, with_for_update={"key_share": True})
        if person is not None:
            tell(session, person, "guessed", now, by=None)


def news(me: Principal, now: datetime) -> News | None:
    """Return what the session that asks was not told of; None for nothing."""
    return account_news.read(_NEWS, me, now)
