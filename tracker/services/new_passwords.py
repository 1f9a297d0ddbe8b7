"""Another password: with the one before as proof, or by a mailed link (`resets`)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Person
from tracker.services import credentials, errands, passkeys, passwords, proving, transaction
from tracker.services.changes import instant
from tracker.services.principal import Principal


def change(
    me: Principal,
    password: str,
    new_password: str,
    now: datetime,
    *,
    remove_passkeys: bool = False,
) -> None:
    """Set another password, and end every session and token but the one that asks.

    `remove_passkeys`: the passkeys open nothing any more. Raises Invalid (weak_password) and
    Forbidden (wrong_password).
    """
    refuse_weak(me.person_id, new_password)
    identity = proving.prove(me.person_id, password)
    fresh_hash = passwords.make_hash(new_password)
    with transaction.writing() as session:
        person = proving.lock_proven(session, identity)
        if person is None:
            raise proving.wrong_password()
        put(session, person, fresh_hash, now, but=me.credential_id)
        if remove_passkeys:
            passkeys.clear(session, person, now, by=me.credential_id)


def refuse_weak(person_id: str, new_password: str) -> None:
    """Raise Invalid (weak_password) for one that is guessed first, by who knows the person too."""
    email, name = db.session.execute(
        select(Person.email, Person.name).filter_by(id=person_id)
    ).one()
    passwords.refuse_weak(new_password, field="new_password", email=email, name=name)


def put(
    session: Session, person: Person, fresh_hash: str, now: datetime, *, but: str | None = None
) -> None:
    """Set it within the caller's transaction; the person is locked.

    What they are signed in with ends, `but` one session, and so does all else that whoever knew
    the old password may have begun.
    """
    person.password_hash = fresh_hash
    if person.email_confirmed_at is not None:
        errands.ask(session, "mail.password", person.id, instant(now))
    credentials.end_all(session, person.id, now, but=but)
