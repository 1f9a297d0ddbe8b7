"""The jar: every word that the two wrote with their ticks, to look back into.

Over all habits, those that ended as well; only of ticks that stand, so what was taken back is gone.
It opens for the two alone, and only while they are linked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Habit, Tick, WarmMark
from tracker.services import appreciations, habit_rows
from tracker.services import seat as seats
from tracker.services.errors import NotFound
from tracker.services.paging import Mark, Page
from tracker.services.seat import Seat

DAY = timedelta(days=1)
MANY = 200
"""Where a month holds more slips than this, its page ends with the day on which it does."""
OLDER = timedelta(days=30)
"""What is pulled out is at least so old, as long as there is something that old."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Words: whose, of which tick, and how the other answered them."""

    habit: str
    title: str
    person: str
    date: date
    slot: int
    words: str
    mark: str | None


@dataclass(frozen=True, slots=True)
class Titled:
    """A habit that has words in the jar."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Month:
    """The slips of a month, newest first, and the last days of the pages beside it."""

    slips: Sequence[Slip]
    older: date | None
    newer: date | None


def month(
    person_id: str, now: datetime, *, until: date | None = None, habit_id: str | None = None
) -> Month:
    """Return what was written in the month of `until` up to that day; None: in the newest one.

    Where nothing was, it is the last month before it that holds something. Raises NotFound while
    they are not linked, NotFound and Gone for a habit that is not theirs.
    """
    session = db.session()
    seat = _seat(session, person_id, habit_id)
    mine = _theirs(seat, habit_id)
    last = seat.latest(now) if until is None else min(until, seat.latest(now))
    end = _newest(session, mine, last)
    if end is None:
        return Month((), None, _next(session, mine, last))
    found = select(Tick.date).where(*mine, Tick.date.between(end.replace(day=1), end))
    many = session.scalar(found.order_by(Tick.date.desc()).offset(MANY - 1).limit(1))
    begin = many or end.replace(day=1)
    slips = _slips(session, _query(mine).where(Tick.date.between(begin, end)))
    older = _newest(session, mine, begin - DAY)
    return Month(slips, older, _next(session, mine, max(end, last)))


def _newest(session: Session, mine: Sequence[ColumnElement[bool]], last: date) -> date | None:
    return session.scalar(select(func.max(Tick.date)).where(*mine, Tick.date <= last))


def _next(session: Session, mine: Sequence[ColumnElement[bool]], last: date) -> date | None:
    """Return the last day of the month in which something was written next."""
    newer = session.scalar(select(func.min(Tick.date)).where(*mine, Tick.date > last))
    if newer is None:
        return None
    return (newer.replace(day=1) + 31 * DAY).replace(day=1) - DAY


def listed(person_id: str, *, habit_id: str | None, after: Mark | None, limit: int) -> Page[Slip]:
    """Return slips, newest first; a mark is (date, habit, person, slot).

    Raises NotFound while they are not linked, NotFound and Gone for a habit that is not theirs.
    """
    session = db.session()
    query = _query(_theirs(_seat(session, person_id, habit_id), habit_id))
    if after is not None:
        day, habit, person, slot = after
        same_day = or_(
            Tick.habit_id > habit,
            and_(Tick.habit_id == habit, Tick.person_id > person),
            and_(Tick.habit_id == habit, Tick.person_id == person, Tick.slot > slot),
        )
        query = query.where(or_(Tick.date < day, and_(Tick.date == day, same_day)))
    slips = _slips(session, query.limit(limit + 1))
    if len(slips) <= limit:
        return Page(slips, None)
    end = slips[limit - 1]
    return Page(slips[:limit], (end.date, end.habit, end.person, end.slot))


def habits(person_id: str) -> list[Titled]:
    """Return the habits that have words in the jar, oldest first. Raises NotFound as `month`."""
    session = db.session()
    seat = seats.take(session, person_id)
    written = select(Tick.slot).where(Tick.habit_id == Habit.id, Tick.done, Tick.note.is_not(None))
    query = select(Habit.id, Habit.title).where(Habit.couple_id == seat.couple_id, written.exists())
    rows = session.execute(query.order_by(Habit.created_at, Habit.id))
    return [Titled(row.id, row.title) for row in rows]


def pull(person_id: str, now: datetime, dice: Random) -> Slip | None:
    """Return one of the older slips, None where there is none. Raises NotFound as `month`."""
    session = db.session()
    seat = seats.take(session, person_id)
    mine = _theirs(seat, None)
    for last in (seat.latest(now) - OLDER, seat.latest(now)):
        then = [*mine, Tick.date <= last]
        count = session.scalar(select(func.count()).select_from(Tick).where(*then)) or 0
        if count:
            found = _slips(session, _query(then).offset(dice.randrange(count)).limit(1))
            return found[0] if found else None
    return None


def find(person_id: str, habit_id: str, person: str, day: date, slot: int) -> Slip:
    """Return one slip. Raises NotFound where there are no such words, or not any more."""
    session = db.session()
    mine = _theirs(seats.take(session, person_id), habit_id)
    this = (Tick.date == day, Tick.person_id == person, Tick.slot == slot)
    found = _slips(session, _query(mine).where(*this))
    if not found:
        raise NotFound
    return found[0]


def _seat(session: Session, person_id: str, habit_id: str | None) -> Seat:
    seat = seats.take(session, person_id)
    if habit_id is not None:
        habit_rows.fetch(session, person_id, habit_id)
    return seat


def _theirs(seat: Seat, habit_id: str | None) -> list[ColumnElement[bool]]:
    habits = select(Habit.id).where(Habit.couple_id == seat.couple_id)
    if habit_id is not None:
        habits = habits.where(Habit.id == habit_id)
    return [Tick.habit_id.in_(habits), Tick.done.is_(True), Tick.note.is_not(None)]


def _query(mine: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Tick.habit_id,
            Habit.title,
            Tick.person_id,
            Tick.date,
            Tick.slot,
            Tick.note,
            WarmMark.mark,
        )
        .join(Habit, Habit.id == Tick.habit_id)
        .outerjoin(WarmMark, appreciations.holds())
        .where(*mine)
        .order_by(Tick.date.desc(), Tick.habit_id, Tick.person_id, Tick.slot)
    )


def _slips(session: Session, query: Select[*tuple[Any, ...]]) -> list[Slip]:
    return [Slip(*row) for row in session.execute(query)]
