"""A person's passkeys: a way in beside the password, which stays what proves who somebody is.

A passkey opens with what unlocks the device that holds it, and that is what others near it may
know. So it begins a session, and nothing for which the password is asked again.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Passkey, Person
from tracker.services import (
    credentials,
    paging,
    passkey_challenges,
    passkey_news,
    passkey_proofs,
    proving,
    transaction,
)
from tracker.services.errors import Conflict, Invalid, NotFound, Unauthenticated
from tracker.services.ids import is_id
from tracker.services.paging import Mark, Page
from tracker.services.passkey_proofs import Assertion, RelyingParty, Unproven
from tracker.services.principal import Principal

MOST = 20


@dataclass(frozen=True, slots=True)
class View:
    """A passkey as its owner sees it."""

    id: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser hands to an authenticator, and the id that the answer has to name."""

    challenge_id: str
    options: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entered:
    """Whom a passkey has let in, and the secret of the session begun for them."""

    person_id: str
    secret: str = field(repr=False)


def listed(person_id: str, *, after: Mark | None, limit: int) -> Page[View]:
    """Return a person's passkeys, oldest first: at most MOST."""
    mine = Passkey.person_id == person_id
    page = paging.made(db.session(), Passkey, mine, after=after, limit=limit)
    return Page([_view(row) for row in page.items], page.next)


def count(person_id: str) -> int:
    """Return how many passkeys open a person's account."""
    return _count(db.session(), person_id)


def require(person_id: str, passkey_id: str) -> None:
    """Raise NotFound where this is no passkey of the person's."""
    owner = select(Passkey.person_id).filter_by(id=passkey_id)
    if not is_id(passkey_id) or db.session.scalar(owner) != person_id:
        raise NotFound


def begin_adding(me: Principal, password: str, party: RelyingParty | None, now: datetime) -> Asked:
    """Return what an authenticator is asked that is to make a passkey; the answer is for `add`.

    Raises Forbidden (wrong_password), Conflict (no_passkeys, too_many).
    """
    party = _possible(party)
    identity = proving.prove(me.person_id, password)
    with transaction.writing() as session:
        person = proving.lock_proven(session, identity)
        if person is None:
            raise proving.wrong_password()
        _require_room(session, person.id)
        known = select(Passkey.credential_id).filter_by(person_id=person.id)
        challenge = passkey_challenges.new(session, "add", now, person.id)
        options = passkey_proofs.to_add(
            party,
            challenge.value,
            person_id=person.id,
            email=person.email,
            name=person.name,
            known=session.scalars(known).all(),
        )
    return Asked(challenge.id, options)


def add(
    me: Principal,
    *,
    challenge_id: str,
    client_data: bytes,
    attestation: bytes,
    label: str,
    party: RelyingParty | None,
    now: datetime,
) -> View:
    """Keep a passkey that was made as `begin_adding` asked, where the password was given.

    Raises Conflict (no_passkeys, challenge_over, too_many, passkey_known), Invalid (bad_passkey),
    and NotFound for who has been signed out meanwhile.
    """
    party = _possible(party)
    challenge = passkey_challenges.take(challenge_id, "add", now, me.person_id)
    try:
        made = passkey_proofs.attested(party, challenge, client_data, attestation)
    except Unproven:
        raise Invalid(
            "bad_passkey", "That is not what was asked of the device. Try once more.", "attestation"
        ) from None
    with transaction.writing() as session:
        person = _locked(session, me.person_id)
        if person is None:
            raise NotFound
        # A reset, or ending all else, finds nothing to void once the challenge is taken: whom it
        # has signed out in between leaves no passkey behind.
        credentials.require(me.person_id, me.credential_id)
        _require_room(session, person.id)
        row = Passkey(
            person_id=person.id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            label=label,
            created_at=now,
            last_used_at=None,
        )
        session.add(row)
        try:
            session.flush()
        except IntegrityError as error:
            raise Conflict("passkey_known", "This passkey is in use already.") from error
        passkey_news.tell(session, person, "added", now, by=me.credential_id)
        return _view(row)


def remove(me: Principal, passkey_id: str, password: str, now: datetime) -> None:
    """Remove one: it opens nothing any more. Sessions begun by it go on.

    Raises NotFound and Forbidden (wrong_password).
    """
    require(me.person_id, passkey_id)
    identity = proving.prove(me.person_id, password)
    with transaction.writing() as session:
        person = proving.lock_proven(session, identity)
        if person is None:
            raise proving.wrong_password()
        row = session.get(Passkey, passkey_id)
        if row is None:
            raise NotFound
        session.delete(row)
        passkey_news.tell(session, person, "removed", now, by=me.credential_id)


def clear(session: Session, person: Person, now: datetime, *, by: str | None) -> None:
    """Remove all within the caller's transaction; the person is locked."""
    if _count(session, person.id):
        session.execute(delete(Passkey).where(Passkey.person_id == person.id))
        passkey_news.tell(session, person, "cleared", now, by=by)


def begin_sign_in(party: RelyingParty | None, now: datetime) -> Asked:
    """Return what an authenticator is asked by whom nobody knows yet. Raises Conflict."""
    party = _possible(party)
    with transaction.writing() as session:
        challenge = passkey_challenges.new(session, "sign_in", now, None)
    return Asked(challenge.id, passkey_proofs.to_sign_in(party, challenge.value))


def sign_in(
    given: Assertion,
    *,
    challenge_id: str,
    party: RelyingParty | None,
    label: str,
    now: datetime,
    instead_of: Principal | None = None,
    shared: bool = False,
) -> Entered:
    """Begin a session for whose passkey this is: that and unlocking its device are both steps.

    Raises Conflict (no_passkeys, challenge_over) and Unauthenticated (wrong_passkey): for one that
    nobody has as for a signature that does not hold, and after the same time.
    """
    party = _possible(party)
    challenge = passkey_challenges.take(challenge_id, "sign_in", now, None)
    query = select(Passkey.id, Passkey.person_id, Passkey.public_key)
    found = db.session.execute(query.filter_by(credential_id=given.credential_id)).first()
    db.session.rollback()
    try:
        public_key = None if found is None else found.public_key
        sign_count = passkey_proofs.asserted(party, challenge, given, public_key)
    except Unproven:
        raise _wrong() from None
    if found is None or not passkey_proofs.is_handle_of(found.person_id, given.user_handle):
        raise _wrong()
    with transaction.writing() as session:
        person = _locked(session, found.person_id)
        row = None if person is None else session.get(Passkey, found.id, populate_existing=True)
        if person is None or row is None:
            raise _wrong()
        # One that counts and does not count on is a copy, or there is a copy of it.
        secret = None
        if max(sign_count, row.sign_count) > 0 and sign_count <= row.sign_count:
            passkey_news.tell(session, person, "copied", now, by=None)
        else:
            row.sign_count, row.last_used_at = sign_count, now
            secret, _ = credentials.begin_proven(
                session,
                person,
                kind="session",
                label=label,
                now=now,
                instead_of=instead_of,
                shared=shared,
            )
    if secret is None:
        raise _wrong()
    return Entered(found.person_id, secret)


def _locked(session: Session, person_id: str) -> Person | None:
    return session.get(Person, person_id, with_for_update={"key_share": True})


def _possible(party: RelyingParty | None) -> RelyingParty:
    if party is None:
        raise Conflict("no_passkeys", "Passkeys need a server with a name and https.")
    return party


def _require_room(session: Session, person_id: str) -> None:
    if _count(session, person_id) >= MOST:
        raise Conflict("too_many", "You have as many passkeys as fit. Remove one first.")


def _count(session: Session, person_id: str) -> int:
    query = select(func.count()).select_from(Passkey).filter_by(person_id=person_id)
    return session.scalar(query) or 0


def _view(row: Passkey) -> View:
    return View(row.id, row.label, row.created_at, row.last_used_at)


def _wrong() -> Unauthenticated:
    return Unauthenticated(
        "wrong_passkey", "This passkey does not open an account here. It may have been removed."
    )
