"""Where a person stands: in a couple, or alone with proposals that wait for a partner."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import Person
from tracker.services import seat as seats
from tracker.services.errors import NotFound
from tracker.services.seat import Partner, Seat

BACKFILL_DAYS = 3
"""What a new couple starts with, and so what counts while somebody waits for a partner."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Somebody who waits: their own clock is the couple's."""

    me: Partner
    couple_id: None = None
    backfill_days: int = BACKFILL_DAYS
    week_start: int = 1

    @property
    def pair(self) -> tuple[str]:
        """Return who may be named in a proposal: oneself."""
        return (self.me.id,)

    def today(self, now: datetime) -> date:
        """Return one's own local date."""
        return self.me.local_date(now)

    def latest(self, now: datetime) -> date:
        """Return one's own local date."""
        return self.me.local_date(now)

    def both(self, now: datetime) -> dict[str, date]:
        """Return the one recipient of a change."""
        return {self.me.id: self.me.local_date(now)}


Place = Seat | Alone


def find(session: Session, person_id: str, *, lock: bool = False) -> Place:
    """Return where the person stands.

    With `lock` nobody else writes to the couple, or to what waits, until the transaction ends.
    Raises NotFound for somebody who is not there any more.
    """
    seat = seats.find(session, person_id, lock=lock)
    if seat is not None:
        return seat
    waiting = alone(session, person_id, lock=lock)
    if lock:
        # Linking locks both people: it may have moved what waited while we waited for the lock.
        seat = seats.find(session, person_id, lock=True)
    return seat or waiting


def alone(session: Session, person_id: str, *, lock: bool = False) -> Alone:
    """Return the person by themselves; NotFound for somebody who is not there any more."""
    query = select(Person.id, Person.name, Person.timezone, Person.day_ends_at)
    query = query.where(Person.id == person_id)
    row = session.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    if row is None:
        raise NotFound
    return Alone(Partner(row.id, row.name, row.timezone, row.day_ends_at))
