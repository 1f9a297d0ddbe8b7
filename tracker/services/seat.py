"""A couple as one of its two sees it: the way to every row that the two share."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from tracker.models import Couple, Membership, Person
from tracker.prepared import Prepared, Row
from tracker.services.errors import NotFound
from tracker.services.instants import begin_of
from tracker.store import AnySession
from tracker.streaks import local_date

# One request asks for the same two dates a dozen times.
_local_date = lru_cache(maxsize=256)(local_date)


@dataclass(frozen=True, slots=True)
class Partner:
    """One of the two, with the clock they live by."""

    id: str
    name: str
    timezone: str
    day_ends_at: int

    def local_date(self, now: datetime) -> date:
        """Return the date it is for them."""
        return _local_date(now, self.timezone, self.day_ends_at)

    def begin_of(self, day: date) -> datetime:
        """Return the instant at which a date begins for them."""
        return begin_of(day, self.timezone, self.day_ends_at)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a person sits in their couple."""

    couple_id: str
    week_start: int
    backfill_days: int
    linked_on: date
    me: Partner
    partner: Partner
    side: int
    """0 or 1: which of the two places is mine."""
    tells_later: bool = False
    """What I say is told at the end of my day; of the other nobody's seat knows that."""
    has_untold: bool = False
    """Something that I said waits to be told."""
    title: str | None = None
    """What the two call themselves. A coach's `Client` never has it."""

    @property
    def pair(self) -> tuple[str, str]:
        """Return both ids, in the couple's fixed order."""
        ids = (self.me.id, self.partner.id)
        return ids if self.side == 0 else (ids[1], ids[0])

    def today(self, now: datetime) -> date:
        """Return the earlier of the two local dates: a day is over when it is over for both."""
        return min(self.me.local_date(now), self.partner.local_date(now))

    def latest(self, now: datetime) -> date:
        """Return the later of the two local dates."""
        return max(self.me.local_date(now), self.partner.local_date(now))

    def both(self, now: datetime) -> dict[str, date]:
        """Return both local dates by id: the recipients of a change the two share."""
        return {side.id: side.local_date(now) for side in (self.me, self.partner)}


def _query(*, lock: bool) -> Select[*tuple[Any, ...]]:
    mine, theirs = aliased(Membership), aliased(Membership)
    me, partner = aliased(Person), aliased(Person)
    query = (
        select(
            Couple.id,
            Couple.week_start,
            Couple.backfill_days,
            Couple.linked_on,
            Couple.title,
            mine.side,
            me.tells_at_day_end,
            me.tells_next_at.is_not(None).label("has_untold"),
            *(person.id for person in (me, partner)),
            *(person.name for person in (me, partner)),
            *(person.timezone for person in (me, partner)),
            *(person.day_ends_at for person in (me, partner)),
        )
        .join(mine, mine.couple_id == Couple.id)
        .join(theirs, (theirs.couple_id == Couple.id) & (theirs.side == 1 - mine.side))
        .join(me, me.id == mine.person_id)
        .join(partner, partner.id == theirs.person_id)
        .where(
            mine.person_id == bindparam("person"),
            mine.ended_at.is_(None),
            Couple.ended_at.is_(None),
        )
    )
    return query.with_for_update(of=Couple) if lock else query


_READ, _LOCK = Prepared(_query(lock=False)), Prepared(_query(lock=True))


def find(session: AnySession, person_id: str, *, lock: bool = False) -> Seat | None:
    """Return the person's seat, None while they are not linked.

    With `lock` nobody else writes to this couple until the transaction ends.
    """
    query = _LOCK if lock else _READ
    row = query.row(session.connection(), {"person": person_id})
    return None if row is None else _seat(row)


def take(session: AnySession, person_id: str, *, lock: bool = False) -> Seat:
    """Return the person's seat as `find` does.

    Raises NotFound while they are not linked.
    """
    seat = find(session, person_id, lock=lock)
    if seat is None:
        raise NotFound
    return seat


def _seat(row: Row) -> Seat:
    couple_id, week_start, backfill_days, linked_on, title, side, later, waits, *persons = row
    me, partner = (Partner(*persons[offset::2]) for offset in (0, 1))
    return Seat(
        couple_id, week_start, backfill_days, linked_on, me, partner, side, later, waits, title
    )
