"""Accounts that begin with a mailed link, where addresses are confirmed first (SIGNUP_CONFIRM).

Until the link is opened nothing tells whether the address had an account before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select

from tracker.extensions import db
from tracker.models import Person, SignUp
from tracker.services import accounts, credentials, errands, mail_links, passwords, transaction
from tracker.services.accounts import Me, address_key
from tracker.services.errors import NotFound
from tracker.services.principal import Principal, digest
from tracker.services.proving import wrong_password

LIVES = timedelta(hours=24)
"""How long the link of a sign-up opens."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sign-up as it goes into its mail; without a secret where there is an account already."""

    email: str
    secret: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sign-up whose link was opened."""

    id: str
    email: str


def ask(
    email: str,
    password: str,
    name: str,
    timezone: str,
    now: datetime,
    *,
    language: str | None = None,
) -> str:
    """Keep a sign-up and have its link mailed; return its id, for the browser that asked alone.

    The same work for every address: nobody is looked for. Raises Invalid (weak_password).
    """
    password_hash = accounts.first_hash(password, email, name)
    with transaction.writing() as session:
        row = SignUp(
            email=email,
            address_key=address_key(email),
            password_hash=password_hash,
            name=name,
            timezone=timezone,
            language=language,
            secret_digest=None,
            created_at=now,
            expires_at=now + LIVES,
        )
        session.add(row)
        session.flush()
        errands.ask(session, "mail.sign_up", row.id)
        return row.id


def seal(sign_up_id: str, now: datetime) -> Sealed | None:
    """Give a sign-up its secret, where there is no account yet; None where it is over."""
    with transaction.writing() as session:
        row = session.get(SignUp, sign_up_id, with_for_update=True)
        if row is None or row.expires_at <= now:
            return None
        person = session.scalar(select(Person).filter_by(address_key=row.address_key))
        if person is not None:
            return Sealed(person.email, None, person.language)
        secret = mail_links.fresh_secret()
        row.secret_digest = digest(secret)
        return Sealed(row.email, secret, row.language)


def find(secret: str, now: datetime) -> Waiting:
    """Return the sign-up that a link belongs to. Raises NotFound."""
    row = _alive(secret, now)
    return Waiting(row.id, row.email)


def finish(
    secret: str,
    *,
    password: str | None,
    known_id: str | None,
    label: str,
    now: datetime,
    instead_of: Principal | None = None,
    shared: bool = False,
) -> tuple[str, Me]:
    """Make the account, confirmed, and its first session; return the secret of that.

    `known_id` is what `ask` returned, in the browser that asked. In another the password is to be
    said again: or else who signs up with somebody else's address would have that person's click
    make an account of which they know the password.
    Raises NotFound, Forbidden (wrong_password) and Conflict (address_in_use).
    """
    row = _alive(secret, now)
    sign_up_id, password_hash = row.id, row.password_hash
    db.session.rollback()  # no connection is held while others wait for the processor
    if known_id != sign_up_id and not passwords.verify(password_hash, password or ""):
        raise wrong_password()
    with transaction.writing() as session:
        waiting = session.get(SignUp, sign_up_id)
        gone = session.execute(delete(SignUp).where(SignUp.id == sign_up_id))
        if waiting is None or not isinstance(gone, CursorResult) or not gone.rowcount:
            raise NotFound  # pressed twice
        me = accounts.add(
            session,
            waiting.email,
            password_hash,
            waiting.name,
            waiting.timezone,
            now,
            language=waiting.language,
            is_confirmed=True,
        )
        session.execute(delete(SignUp).where(SignUp.address_key == waiting.address_key))
        fresh = credentials.first(session, me.id, label, now, instead_of, shared=shared)
        return fresh, me


def drop(sign_up_id: str) -> None:
    """Forget a sign-up that came to nothing."""
    with transaction.writing() as session:
        session.execute(delete(SignUp).where(SignUp.id == sign_up_id))


def _alive(secret: str, now: datetime) -> SignUp:
    query = select(SignUp).where(SignUp.secret_digest == digest(secret), SignUp.expires_at > now)
    row: SignUp | None = db.session.scalar(query)
    if row is None:
        raise NotFound
    return row
