"""A new password for who lost theirs: by a link to the confirmed address."""

from datetime import datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import MailLink, Person
from tracker.services import mail_links, new_passwords, passkeys, passwords, transaction
from tracker.services.accounts import address_key
from tracker.services.mail_links import RESET, Sealed


def ask(email: str, now: datetime) -> None:
    """Have a link mailed, if this is somebody's confirmed address.

    Nobody is looked for here, so neither the answer nor its time can tell: `seal` does that.
    """
    with transaction.writing() as session:
        mail_links.ask(session, RESET, email, now, None)


def seal(link_id: str, now: datetime) -> Sealed | None:
    """Give a link its secret, and find whose it is; None, and no link, where it is nobody's."""
    with transaction.writing() as session:
        link = session.get(MailLink, link_id, with_for_update=True)
        if link is None:
            return None
        person = session.scalar(
            select(Person).where(
                Person.address_key == address_key(link.email),
                Person.email_confirmed_at.is_not(None),
            )
        )
        if person is None or link.expires_at <= now:
            session.delete(link)
            return None
        # As they spelled it when they confirmed it: a look-alike spelling may be another's mailbox.
        link.person_id, link.email = person.id, person.email
        return mail_links.put_secret(session, link)


def reset(secret: str, new_password: str, now: datetime) -> None:
    """Set a new password by a mailed link; every session, token and other link ends.

    So do the passkeys: whoever knew the password that was lost may have added one. Raises
    NotFound and Invalid (weak_password).
    """
    link = mail_links.find(secret, {RESET}, now)
    new_passwords.refuse_weak(link.person_id, new_password)
    db.session.rollback()  # no connection is held while others wait for the processor
    fresh_hash = passwords.make_hash(new_password)
    with transaction.writing() as session:
        _, person = mail_links.take(session, secret, {RESET}, now)
        new_passwords.put(session, person, fresh_hash, now)
        passkeys.clear(session, person, now, by=None)
