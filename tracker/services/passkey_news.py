"""What is done about passkeys, told wherever else one is signed in, and by mail."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from tracker.models import PasskeyNews, Person
from tracker.services import account_news
from tracker.services.account_news import News
from tracker.services.changes import instant
from tracker.services.principal import Principal

What = Literal["added", "removed", "cleared", "copied"]

_NEWS = account_news.query(
    PasskeyNews.person_id, what=PasskeyNews.what, at=PasskeyNews.at, by=PasskeyNews.by_id
)


def tell(session: Session, person: Person, what: What, now: datetime, *, by: str | None) -> None:
    """Note what was done, within the caller's transaction; `by` is the session that did it.

    The person is locked.
    """
    row = session.get(PasskeyNews, person.id)
    if row is None:
        row = PasskeyNews(person_id=person.id)
        session.add(row)
    row.what, row.at, row.by_id = what, now, by
    account_news.tell(session, person, "passkeys", now, "mail.passkey", what, instant(now))


def news(me: Principal, now: datetime) -> News | None:
    """Return what the session that asks was not told of; None for nothing."""
    return account_news.read(_NEWS, me, now)
