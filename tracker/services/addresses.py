"""A person's address: whether it is confirmed, and moving to another one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import MailLink, Person
from tracker.services import changes, errands, mail_links, proving, transaction
from tracker.services.accounts import address_key
from tracker.services.changes import instant
from tracker.services.errors import Conflict, Invalid, NotFound
from tracker.services.mail_links import ADDRESS, CONFIRM, MOVED, Open, Sealed, Unsealed
from tracker.services.readers import Reader
from tracker.streaks import local_date

OPENED = (CONFIRM, ADDRESS)
"""The purposes of links that confirm an address."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An address as its person sees it; `wanted` is one that is to take its place."""

    email: str
    is_confirmed: bool
    wanted: str | None


def standing(person_id: str, now: datetime) -> Standing:
    """Return how it stands with a person's address. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    wanted = db.session.scalar(
        select(MailLink.email)
        .where(
            MailLink.person_id == person_id,
            MailLink.purpose == ADDRESS,
            MailLink.expires_at > now,
        )
        .order_by(MailLink.created_at.desc())
    )
    return Standing(person.email, person.email_confirmed_at is not None, wanted)


def confirmed(person_id: str) -> Reader | None:
    """Return where and how somebody is written to; None for who may not be."""
    query = select(Person.email, Person.timezone, Person.language).where(
        Person.id == person_id, Person.email_confirmed_at.is_not(None)
    )
    row = db.session.execute(query).first()
    return None if row is None else Reader(*row)


def seal(link_id: str, now: datetime) -> Sealed | Unsealed | None:
    """Give the link to another address its secret; none where that is an account's already.

    There the row stays until it is over, as any other does: the page and the export of whoever
    asked show it, and would tell by its absence who has an account. None as by `mail_links.seal`.
    """
    with transaction.writing() as session:
        link = session.get(MailLink, link_id, with_for_update=True)
        if link is None or link.expires_at <= now:
            return None
        taken = session.scalar(select(Person.id).filter_by(address_key=address_key(link.email)))
        if taken is None:
            return mail_links.put_secret(session, link)
        link.secret_digest = None  # of a try before this one, when it was free
        return Unsealed(link.email, language=mail_links.language_of(session, link))


def take_back(person_id: str) -> None:
    """Void the wish for another address; there need not be one."""
    with transaction.writing() as session:
        mail_links.void(session, person_id, ADDRESS)


def ask_again(person_id: str, now: datetime) -> None:
    """Have the link that confirms an address mailed once more, unless it is confirmed."""
    with transaction.writing() as session:
        person = session.get(Person, person_id, with_for_update={"key_share": True})
        if person is not None and person.email_confirmed_at is None:
            mail_links.ask(session, CONFIRM, person.email, now, person.id)


def ask_change(person_id: str, password: str, email: str, now: datetime) -> None:
    """Have a link mailed to another address, which becomes the person's once it is opened.

    Whether somebody else has it is told in that mail alone. Raises Forbidden (wrong_password) and
    Invalid (same_address).
    """
    identity = proving.prove(person_id, password)
    with transaction.writing() as session:
        person = proving.lock_proven(session, identity)
        if person is None:
            raise proving.wrong_password()
        if address_key(email) == person.address_key:
            raise Invalid("same_address", "This is your address already.", "email")
        mail_links.void(session, person_id, ADDRESS)
        mail_links.ask(session, ADDRESS, email, now, person_id)
        if person.email_confirmed_at is not None:
            errands.ask(session, "mail.address_asked", person_id, instant(now))


def confirm(secret: str, now: datetime) -> Open:
    """Confirm the address that a link was mailed to, and make it the person's if it is to be.

    Raises NotFound, and Conflict (address_in_use) where somebody else has it by now.
    """
    with transaction.writing() as session:
        link, person = mail_links.take(session, secret, OPENED, now)
        if link.purpose == ADDRESS:
            _move(session, person, link.email, now)
        else:
            mail_links.void(session, person.id, CONFIRM)
        person.email_confirmed_at = person.email_confirmed_at or now
        day = local_date(now, person.timezone, person.day_ends_at)
        profile = {"what": "profile"}
        changes.add(session, {person.id: day}, "settings", profile, by=person.id, now=now)
        return link


def _move(session: Session, person: Person, email: str, now: datetime) -> None:
    old = person.email if person.email_confirmed_at is not None else None
    person.email, person.address_key = email, address_key(email)
    person.email_confirmed_at = now
    try:
        session.flush()
    except IntegrityError as error:  # the index knows who came first
        raise Conflict("address_in_use", "There is another account with this address.") from error
    mail_links.void(session, person.id)
    if old is not None:
        mail_links.ask(session, MOVED, old, now, person.id)
