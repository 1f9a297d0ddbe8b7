"""The jar: every word that the two wrote with their ticks, to look back into.

Over all habits, those that ended as well; only of ticks that stand, so what was taken back is gone.
It opens for the two alone, and only while they are linked. Each finds their own words at once, also
those that wait to be told.
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
from tracker.services import appreciations, habit_rows, untold
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
    jar = _jar(seat, habit_id)
    last = seat.latest(now) if until is None else min(until, seat.latest(now))
    end = _newest(session, jar, last)
    if end is None:
        return Month((), None, _next(session, jar, last))
    day = jar.tick.date
    found = select(day).where(*jar.words, day.between(end.replace(day=1), end))
    many = session.scalar(found.order_by(day.desc()).offset(MANY - 1).limit(1))
    begin = many or end.replace(day=1)
    slips = _slips(session, _query(jar).where(day.between(begin, end)))
    older = _newest(session, jar, begin - DAY)
    return Month(slips, older, _next(session, jar, max(end, last)))


def _newest(session: Session, jar: "_Jar", last: date) -> date | None:
    day = jar.tick.date
    return session.scalar(select(func.max(day)).where(*jar.words, day <= last))


def _next(session: Session, jar: "_Jar", last: date) -> date | None:
    """Return the last day of the month in which something was written next."""
    day = jar.tick.date
    newer = session.scalar(select(func.min(day)).where(*jar.words, day > last))
    if newer is None:
        return None
    return (newer.replace(day=1) + 31 * DAY).replace(day=1) - DAY


def listed(person_id: str, *, habit_id: str | None, after: Mark | None, limit: int) -> Page[Slip]:
    """Return slips, newest first; a mark is (date, habit, person, slot).

    Raises NotFound while they are not linked, NotFound and Gone for a habit that is not theirs.
    """
    session = db.session()
    jar = _jar(_seat(session, person_id, habit_id), habit_id)
    query, tick = _query(jar), jar.tick
    if after is not None:
        day, habit, person, slot = after
        same_day = or_(
            tick.habit_id > habit,
            and_(tick.habit_id == habit, tick.person_id > person),
            and_(tick.habit_id == habit, tick.person_id == person, tick.slot > slot),
        )
        query = query.where(or_(tick.date < day, and_(tick.date == day, same_day)))
    slips = _slips(session, query.limit(limit + 1))
    if len(slips) <= limit:
        return Page(slips, None)
    end = slips[limit - 1]
    return Page(slips[:limit], (end.date, end.habit, end.person, end.slot))


def habits(person_id: str) -> list[Titled]:
    """Return the habits that have words in the jar, oldest first. Raises NotFound as `month`."""
    session = db.session()
    seat = seats.take(session, person_id)
    tick = untold.as_read_by(seat)
    written = select(tick.slot).where(tick.habit_id == Habit.id, tick.done, tick.note.is_not(None))
    query = select(Habit.id, Habit.title).where(Habit.couple_id == seat.couple_id, written.exists())
    rows = session.execute(query.order_by(Habit.created_at, Habit.id))
    return [Titled(row.id, row.title) for row in rows]


def pull(person_id: str, now: datetime, dice: Random) -> Slip | None:
    """Return one of the older slips, None where there is none. Raises NotFound as `month`."""
    session = db.session()
    seat = seats.take(session, person_id)
    jar = _jar(seat, None)
    for last in (seat.latest(now) - OLDER, seat.latest(now)):
        then = jar.tick.date <= last
        words = select(func.count()).select_from(jar.tick).where(*jar.words, then)
        count = session.scalar(words) or 0
        if count:
            found = _slips(session, _query(jar).where(then).offset(dice.randrange(count)).limit(1))
            return found[0] if found else None
    return None


def find(person_id: str, habit_id: str, person: str, day: date, slot: int) -> Slip:
    """Return one slip. Raises NotFound where there are no such words, or not any more."""
    session = db.session()
    jar = _jar(seats.take(session, person_id), habit_id)
    this = (jar.tick.date == day, jar.tick.person_id == person, jar.tick.slot == slot)
    found = _slips(session, _query(jar).where(*this))
    if not found:
        raise NotFound
    return found[0]


def _seat(session: Session, person_id: str, habit_id: str | None) -> Seat:
    seat = seats.take(session, person_id)
    if habit_id is not None:
        habit_rows.fetch(session, person_id, habit_id)
    return seat


@dataclass(frozen=True, slots=True)
class _Jar:
    """The ticks as a reader sees them, and which of them hold words of the two."""

    tick: type[Tick]
    words: Sequence[ColumnElement[bool]]


def _jar(seat: Seat, habit_id: str | None) -> _Jar:
    habits = select(Habit.id).where(Habit.couple_id == seat.couple_id)
    if habit_id is not None:
        habits = habits.where(Habit.id == habit_id)
    tick = untold.as_read_by(seat)
    return _Jar(tick, [tick.habit_id.in_(habits), tick.done.is_(True), tick.note.is_not(None)])


def _query(jar: _Jar) -> Select[*tuple[Any, ...]]:
    tick = jar.tick
    return (
        select(
            tick.habit_id,
            Habit.title,
            tick.person_id,
            tick.date,
            tick.slot,
            tick.note,
            WarmMark.mark,
        )
        .join(Habit, Habit.id == tick.habit_id)
        .outerjoin(WarmMark, appreciations.holds(tick))
        .where(*jar.words)
        .order_by(tick.date.desc(), tick.habit_id, tick.person_id, tick.slot)
    )


def _slips(session: Session, query: Select[*tuple[Any, ...]]) -> list[Slip]:
    return [Slip(*row) for row in session.execute(query)]
