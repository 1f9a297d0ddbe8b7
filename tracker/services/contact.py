"""How somebody may be reached: quiet hours, mail, and whether their partner may send a sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import ContactWishes, Person
from tracker.services import transaction
from tracker.services.errors import Invalid, NotFound
from tracker.services.reminders import due
from tracker.store import AnySession

QUIET_FROM, QUIET_UNTIL = "22:00", "07:00"
"""For who said nothing."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What somebody wishes. Nobody else ever reads it."""

    quiet_from: str = QUIET_FROM
    quiet_until: str = QUIET_UNTIL
    by_mail: bool = False
    nudges: bool = False
    recap: bool = False
    address_confirmed: bool = False

    def is_quiet(self, wall: time) -> bool:
        """Tell whether nothing is to be sent at a local time."""
        first, last = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)
        return due.is_within(wall, first, last)

    def is_quiet_at(self, instant: datetime, zone: str) -> bool:
        """Tell whether nothing is to be sent at an instant, to somebody who lives by a zone."""
        return self.is_quiet(instant.astimezone(ZoneInfo(zone)).time())


def view(person_id: str) -> Contact:
    """Return what somebody wishes. Raises NotFound for who is not there any more."""
    return of(db.session(), person_id)


def of(session: AnySession, person_id: str) -> Contact:
    """Return what somebody wishes, as it stands in the caller's transaction."""
    row = session.execute(
        select(
            ContactWishes.quiet_from,
            ContactWishes.quiet_until,
            ContactWishes.by_mail,
            ContactWishes.nudges,
            ContactWishes.recap,
            Person.email_confirmed_at,
        )
        .select_from(Person)
        .outerjoin(ContactWishes, ContactWishes.person_id == Person.id)
        .where(Person.id == person_id)
    ).first()
    if row is None:
        raise NotFound
    confirmed = row.email_confirmed_at is not None
    if row.quiet_from is None:  # who said nothing has no row
        return Contact(address_confirmed=confirmed)
    return Contact(row.quiet_from, row.quiet_until, row.by_mail, row.nudges, row.recap, confirmed)


def change(person_id: str, wanted: Mapping[str, Any]) -> Contact:
    """Change wishes by their names; what is not in `wanted` stays.

    Raises Invalid (not_confirmed) for mail to an address that nobody has confirmed.
    """
    with transaction.writing() as session:
        if wanted.get("by_mail") and not of(session, person_id).address_confirmed:
            raise Invalid("not_confirmed", "Confirm your address first.", "by_mail")
        row = row_of(session, person_id)
        for name, value in wanted.items():
            setattr(row, name, value)
        session.flush()
        return of(session, person_id)


def row_of(session: Session, person_id: str) -> ContactWishes:
    """Return somebody's row to write to, made where there was none; the person is locked."""
    locked = select(Person.id).where(Person.id == person_id)
    if session.scalar(locked.with_for_update(key_share=True)) is None:
        raise NotFound
    row = session.get(ContactWishes, person_id, populate_existing=True)
    if row is None:
        row = ContactWishes(
            person_id=person_id,
            quiet_from=QUIET_FROM,
            quiet_until=QUIET_UNTIL,
            by_mail=False,
            nudges=False,
            recap=False,
        )
        session.add(row)
        session.flush()
    return row
