"""A password as proof of who somebody is, and how it holds until the writing."""

import hmac
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Person
from tracker.services import passwords, transaction
from tracker.services.accounts import address_key
from tracker.services.errors import Forbidden, Unauthenticated
from tracker.services.principal import digest


@dataclass(frozen=True, slots=True)
class Identity:
    """A person whose password was right, by the hash it was compared with."""

    person_id: str
    password_hash: str
    fresh_hash: str | None
    """The same password at today's cost, where it was hashed at another."""


def identify(email: str, password: str) -> Identity:
    """Find whose address and password these are.

    Raises Unauthenticated (wrong_credentials), for an unknown address as for a wrong password
    and after the same time.
    """
    query = select(Person.id, Person.password_hash).filter_by(address_key=address_key(email))
    row = db.session.execute(query).first()
    identity = _proven(row.id if row else "", row.password_hash if row else None, password)
    if identity is None:
        raise wrong_credentials()
    return identity


def prove(person_id: str, password: str) -> Identity:
    """Ask somebody who is signed in for their password. Raises Forbidden (wrong_password)."""
    query = select(Person.password_hash).filter_by(id=person_id)
    identity = _proven(person_id, db.session.scalar(query), password)
    if identity is None:
        raise wrong_password()
    return identity


def pause(identity: Identity) -> tuple[str, str]:
    """Return what `resume` takes, to be kept where nobody else can read or write it.

    For who is asked for something else before they are let in. Raises Unauthenticated.
    """
    if identity.fresh_hash is None:
        return identity.person_id, digest(identity.password_hash)
    with transaction.writing() as session:
        if lock_proven(session, identity) is None:
            raise wrong_credentials()
    return identity.person_id, digest(identity.fresh_hash)


def resume(person_id: str, paused: str) -> Identity | None:
    """Return who had proved a password, None where it is another one by now, or nobody's."""
    password_hash = db.session.scalar(select(Person.password_hash).filter_by(id=person_id))
    if password_hash is None or not hmac.compare_digest(digest(password_hash), paused):
        return None
    return Identity(person_id, password_hash, None)


def lock_proven(session: Session, identity: Identity) -> Person | None:
    """Return the person, locked, if their password is still the one that was proven.

    It is verified before the transaction: in between another may have been set, or the account
    erased.
    """
    # key_share: a partner's tick, which refers to them, need not wait. It may hold their stream.
    lock = {"key_share": True}
    person = session.get(Person, identity.person_id, with_for_update=lock)
    if person is None or person.password_hash != identity.password_hash:
        return None
    if identity.fresh_hash is not None:
        person.password_hash = identity.fresh_hash
    return person


def _proven(person_id: str, password_hash: str | None, password: str) -> Identity | None:
    db.session.rollback()  # no connection is held while others wait for the processor
    if not passwords.verify(password_hash, password) or password_hash is None:
        return None
    outdated = passwords.is_outdated(password_hash)
    return Identity(person_id, password_hash, passwords.make_hash(password) if outdated else None)


def wrong_credentials() -> Unauthenticated:
    """Return the refusal of an address and password that are not one person's."""
    return Unauthenticated("wrong_credentials", "This address and password do not belong together.")


def wrong_password() -> Forbidden:
    """Return the refusal of a password given as proof."""
    return Forbidden("wrong_password", "That is not your password.")
