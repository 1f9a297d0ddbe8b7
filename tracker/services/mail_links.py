"""Links that are mailed: whoever opens one reads that address.

A use case makes the row; its secret is made when the mail is written, so that it waits in no
queue, and a digest of it is kept.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import MailLink, Person
from tracker.services import errands, transaction
from tracker.services.errors import NotFound
from tracker.services.principal import digest
from tracker.services.readers import Reader

CONFIRM, RESET, ADDRESS, MOVED = "confirm", "reset", "address", "moved"
LIVES = {
    CONFIRM: timedelta(hours=24),
    RESET: timedelta(hours=1),
    ADDRESS: timedelta(hours=24),
    MOVED: timedelta(hours=24),
}
"""How long a link opens, and how long a notice may wait for a mail server."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A link as it goes into its mail; the secret is in no other place."""

    email: str
    secret: str
    language: str | None = None
    """What whoever gets it reads."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A link that none is to open: of what is mailed instead, the asking one learns nothing."""

    email: str
    secret: None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A link that was opened and still counts."""

    person_id: str
    purpose: str
    email: str


def ask(session: Session, purpose: str, email: str, now: datetime, person_id: str | None) -> str:
    """Make a link and ask for its mail, within the caller's transaction; return its id."""
    row = MailLink(
        person_id=person_id,
        purpose=purpose,
        email=email,
        secret_digest=None,
        created_at=now,
        expires_at=now + LIVES[purpose],
    )
    session.add(row)
    session.flush()
    errands.ask(session, f"mail.{purpose}", row.id)
    return row.id


def seal(link_id: str, now: datetime) -> Sealed | None:
    """Give a link its secret; None where it was voided, or has waited for too long.

    Done again, after a mail that did not leave, it is another secret, and the first is void.
    """
    with transaction.writing() as session:
        link = session.get(MailLink, link_id, with_for_update=True)
        if link is None or link.expires_at <= now:
            return None
        return put_secret(session, link)


def put_secret(session: Session, link: MailLink) -> Sealed:
    """Give a link another secret, within the caller's transaction."""
    secret = fresh_secret()
    link.secret_digest = digest(secret)
    return Sealed(link.email, secret, language_of(session, link))


def language_of(session: Session, link: MailLink) -> str | None:
    """Return what its person reads."""
    person = None if link.person_id is None else session.get(Person, link.person_id)
    return None if person is None else person.language


def fresh_secret() -> str:
    """Return 192 random bits, as an address can hold them."""
    return secrets.token_urlsafe(24)


def find(secret: str, purposes: Collection[str], now: datetime) -> Open:
    """Return what a link is for; opening it changes nothing. Raises NotFound."""
    link = _alive(db.session(), secret, purposes, now)
    if link is None or link.person_id is None:
        raise NotFound
    return Open(link.person_id, link.purpose, link.email)


def take(
    session: Session, secret: str, purposes: Collection[str], now: datetime
) -> tuple[Open, Person]:
    """Use a link up within the caller's transaction; return it and its person, who is locked.

    Raises NotFound.
    """
    link = _alive(session, secret, purposes, now)
    if link is None or link.person_id is None:
        raise NotFound
    opened = Open(link.person_id, link.purpose, link.email)
    person = session.get(Person, link.person_id, with_for_update={"key_share": True})
    # Locked only now: of two who open it at once, the second finds it gone.
    still = session.scalar(select(MailLink.id).filter_by(secret_digest=digest(secret)))
    # A link proves the address that it went to, and not the one that came after.
    stale = person is not None and opened.purpose != ADDRESS and opened.email != person.email
    if person is None or still is None or stale:
        raise NotFound
    _delete(session, MailLink.id == still)
    return opened, person


def void(session: Session, person_id: str, *purposes: str) -> None:
    """Void a person's open links of these purposes, or all of them."""
    mine = MailLink.person_id == person_id
    _delete(session, mine, MailLink.purpose.in_(purposes) if purposes else True)


def notice(link_id: str) -> Reader | None:
    """Return whom a `moved` notice goes to, None where it has been sent."""
    query = (
        select(MailLink.email, Person.timezone, Person.language)
        .join(Person, Person.id == MailLink.person_id)
        .where(MailLink.id == link_id, MailLink.purpose == MOVED)
    )
    row = db.session.execute(query).first()
    return None if row is None else Reader(*row)


def drop(link_id: str) -> None:
    """Forget a notice that was sent."""
    with transaction.writing() as session:
        _delete(session, MailLink.id == link_id)


def _alive(
    session: Session, secret: str, purposes: Collection[str], now: datetime
) -> MailLink | None:
    return session.scalar(
        select(MailLink).where(
            MailLink.secret_digest == digest(secret),
            MailLink.purpose.in_(purposes),
            MailLink.expires_at > now,
        )
    )


def _delete(session: Session, *which: object) -> None:
    session.execute(
        delete(MailLink).where(*which),  # type: ignore[arg-type]
        execution_options={"synchronize_session": False},
    )
