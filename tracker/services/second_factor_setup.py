"""Setting a second step up, turning it off, and new recovery codes.

Whoever holds an unlocked phone has a session and no password: each asks for the password again, and
what takes the step away for a code as well. It ends no session, and all of them are told.
"""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import Person, SecondFactor
from tracker.services import (
    authenticator,
    encryption,
    proving,
    recovery_codes,
    second_factor,
    second_factor_news,
    transaction,
)
from tracker.services.accounts import address_key
from tracker.services.errors import Conflict, NotFound
from tracker.services.principal import Principal
from tracker.services.second_factor import PURPOSE, Given

LIVES = timedelta(hours=1)
"""How long a secret that was shown waits for its first code."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret for an authenticator; it is shown this once."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


def begin(me: Principal, password: str, secret: bytes, now: datetime) -> Shown:
    """Make a secret for an authenticator, in the place of one that no code was typed of.

    Nobody is asked for a code yet. Raises Forbidden (wrong_password), Conflict (second_factor_on).
    """
    identity = proving.prove(me.person_id, password)
    key = authenticator.fresh()
    with transaction.writing() as session:
        person = proving.lock_proven(session, identity)
        if person is None:
            raise proving.wrong_password()
        row = session.get(SecondFactor, person.id)
        if row is not None and row.confirmed_at is not None:
            raise _is_on()
        if row is None:
            row = SecondFactor(person_id=person.id)
            session.add(row)
        row.sealed_secret = encryption.encrypt(key, secret=secret, purpose=PURPOSE, place=person.id)
        row.created_at, row.last_step = now, None
        return Shown(key, authenticator.uri(key, person.email))


def waiting(me: Principal, shown: str, secret: bytes, now: datetime) -> Shown:
    """Return what was shown, for whoever shows it back: a page whose code was wrong.

    Raises Conflict (not_begun): it is over, or was begun anew elsewhere.
    """
    with transaction.writing() as session:
        person, row = _pending(session, me, now)
        _require_shown(row, shown, secret)
        return Shown(shown, authenticator.uri(shown, person.email))


def confirm(
    me: Principal, otp: str, secret: bytes, now: datetime, *, shown: str | None = None
) -> list[str]:
    """Ask for a code at each sign-in from now on; return the recovery codes, shown this once.

    `shown` is the secret that a page has shown: where another was made since, its codes are meant.
    Raises Conflict (second_factor_on, not_begun) and Forbidden (wrong_otp).
    """
    with transaction.writing() as session:
        person, row = _pending(session, me, now)
        if shown is not None:
            _require_shown(row, shown, secret)
        step = second_factor.step_of(row, authenticator.read(otp) or "", secret, now)
        if step is None:
            raise second_factor.wrong_otp(Given(otp, secret))
        row.confirmed_at, row.last_step = now, step
        second_factor_news.tell(session, person, "on", now, by=me.credential_id)
        return recovery_codes.renew(session, person.id, secret)


def renew_codes(me: Principal, password: str, given: Given, now: datetime) -> list[str]:
    """Make new recovery codes, shown this once; the old ones are void.

    Raises Forbidden (wrong_password, wrong_otp) and Conflict (second_factor_off).
    """
    identity = proving.prove(me.person_id, password)
    with transaction.writing() as session:
        person, row = _proven(session, identity)
        second_factor.prove(session, row, given, now)
        second_factor_news.tell(session, person, "codes", now, by=me.credential_id)
        return recovery_codes.renew(session, person.id, given.secret)


def turn_off(me: Principal, password: str, given: Given, now: datetime) -> None:
    """Ask for a password alone again. Raises as `renew_codes` does."""
    identity = proving.prove(me.person_id, password)
    with transaction.writing() as session:
        person, row = _proven(session, identity)
        second_factor.prove(session, row, given, now)
        _drop(session, person, row, now, by=me.credential_id)


def turn_off_for(email: str, now: datetime) -> None:
    """Turn it off for who has lost all codes: for whoever runs the server, and loudly.

    Raises NotFound, for a person who has none too.
    """
    with transaction.writing() as session:
        query = select(Person).filter_by(address_key=address_key(email))
        person = session.scalar(query.with_for_update(key_share=True))
        row = None if person is None else session.get(SecondFactor, person.id)
        if person is None or row is None or row.confirmed_at is None:
            raise NotFound
        _drop(session, person, row, now, by=None)


def _drop(
    session: Session, person: Person, row: SecondFactor, now: datetime, *, by: str | None
) -> None:
    """The row stays, without its secret: it tells of this wherever one is signed in."""
    row.sealed_secret, row.confirmed_at, row.last_step = "", None, None
    recovery_codes.void(session, person.id)
    second_factor_news.tell(session, person, "off", now, by=by)


def _pending(session: Session, me: Principal, now: datetime) -> tuple[Person, SecondFactor]:
    person = session.get(Person, me.person_id, with_for_update={"key_share": True})
    row = None if person is None else session.get(SecondFactor, me.person_id)
    if row is not None and row.confirmed_at is not None:
        raise _is_on()
    if person is None or row is None or not row.sealed_secret or row.created_at <= now - LIVES:
        raise _not_begun()
    return person, row


def _require_shown(row: SecondFactor, shown: str, secret: bytes) -> None:
    try:
        kept = encryption.decrypt(
            row.sealed_secret, secret=secret, purpose=PURPOSE, place=row.person_id
        )
    except encryption.Unreadable:
        kept = ""
    if not kept or not hmac.compare_digest(kept.encode(), shown.encode("utf-8", "replace")):
        raise _not_begun()


def _proven(session: Session, identity: proving.Identity) -> tuple[Person, SecondFactor]:
    person = proving.lock_proven(session, identity)
    if person is None:
        raise proving.wrong_password()
    row = session.get(SecondFactor, person.id)
    if row is None or row.confirmed_at is None:
        raise Conflict("second_factor_off", "There is no second step to sign in with.")
    return person, row


def _is_on() -> Conflict:
    return Conflict("second_factor_on", "There is a second step already. Turn it off first.")


def _not_begun() -> Conflict:
    return Conflict("not_begun", "It took too long, or was begun anew elsewhere. Begin again.")
