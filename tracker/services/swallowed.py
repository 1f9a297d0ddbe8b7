"""A date that a change of zone swallowed: whether it is to be taken off, asked once.

Who flies over the date line lands a day later. By their clocks the date between had no hour, or
the few before they told Woven where they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Clock, Habit
from tracker.prepared import Prepared
from tracker.services import changes, habit_facts, pauses, standing, transaction, untold
from tracker.services import seat as seats
from tracker.services.instants import begin_of
from tracker.services.seat import Seat
from tracker.streaks import local_date

DAY = timedelta(days=1)
SHORT = timedelta(hours=8)
"""A date of fewer hours than these went by asleep, or on the way."""


@dataclass(frozen=True, slots=True)
class Swallowed:
    """Dates from `first` to `last` that somebody did not have; `whole`: not an hour of them."""

    first: date
    last: date
    whole: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A clock and the instants between which it was somebody's; None: as far as it goes."""

    clock: Clock
    begins: datetime | None
    ends: datetime | None

    def date_at(self, instant: datetime) -> date:
        return local_date(instant, self.clock.timezone, self.clock.day_ends_at)

    def length_of(self, day: date) -> timedelta:
        """Return how much of a date was lived by this clock."""
        first, last = self._begin(day), self._begin(day + DAY)
        first = first if self.begins is None else max(first, self.begins)
        last = last if self.ends is None else min(last, self.ends)
        return max(last - first, timedelta())

    def _begin(self, day: date) -> datetime:
        return begin_of(day, self.clock.timezone, self.clock.day_ends_at)


def asked(person_id: str, now: datetime) -> Swallowed | None:
    """Return what is to be asked of the person, None for nothing or while they are not linked."""
    session = db.session()
    if _COUNT.row(session.connection(), {"person": person_id}) in (None, (0,), (1,)):
        return None  # nearly everybody, at the cost of one query
    clocks = _clocks(session, person_id)
    seat = seats.find(session, person_id)
    return (
        None if seat is None else next((one for _, one in _open(session, seat, clocks, now)), None)
    )


def answer(person_id: str, first: date, *, pause: bool, now: datetime) -> bool:
    """Take the dates from `first` on off, or leave them; either way it is not asked again.

    Return whether it was still asked: somebody may have answered elsewhere. Raises NotFound while
    the person is not linked, and Conflict (too_many).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        for clock, one in _open(session, seat, _clocks(session, person_id), now):
            if one.first != first:
                continue
            if pause:
                oldest = seat.today(now) - pauses.BACK
                pauses.write(session, seat, None, one.first, one.last, now, oldest=oldest)
            else:  # one's other devices stop asking; the partner learns of nothing
                me = {person_id: seat.me.local_date(now)}
                changes.add(session, me, "settings", {"what": "profile"}, by=person_id, now=now)
            session.execute(
                update(Clock)
                .where(Clock.person_id == person_id, Clock.since == clock.since)
                .values(skip_answered=True)
            )
            return True
    return False


_COUNT = Prepared(select(func.count()).where(Clock.person_id == bindparam("person")))


def _clocks(session: Session, person_id: str) -> Sequence[Clock]:
    return session.scalars(select(Clock).filter_by(person_id=person_id).order_by(Clock.since)).all()


def _open(
    session: Session, seat: Seat, clocks: Sequence[Clock], now: datetime
) -> Iterator[tuple[Clock, Swallowed]]:
    """List what is not answered, by the clock that began with it, the newest first."""
    ends = [*(clock.since for clock in clocks[1:]), None]
    begins = [None, *ends[:-1]]
    lived = [_Stretch(*one) for one in zip(clocks, begins, ends, strict=True)]
    for before, after in reversed(list(pairwise(lived))):
        assert after.begins is not None
        if after.clock.skip_answered:
            continue
        first, last = before.date_at(after.begins), after.date_at(after.begins)
        days = [first + number * DAY for number in range((last - first).days + 1)]
        hours = {day: sum((one.length_of(day) for one in lived), timedelta()) for day in days}
        short = [day for day in days if hours[day] < SHORT and day < seat.me.local_date(now)]
        wanted = _wanted(session, seat, short, now) if short and first < last else []
        if wanted:
            whole = not any(hours[day] for day in wanted)
            yield after.clock, Swallowed(wanted[0], wanted[-1], whole)


def _wanted(session: Session, seat: Seat, days: Sequence[date], now: datetime) -> list[date]:
    """Return those that can be taken off, and on which there is something to take off.

    Where the person ticked, they had the day after all.
    """
    connection = session.connection()
    habits = [
        each
        for each in habit_facts.all_facts(connection, seat.couple_id)
        if each.state == "active" and each.terms
    ]
    rests = standing.pauses_of(connection, seat.couple_id, days[0] - DAY)
    own = untold.as_read_by(seat)
    ticked = set(
        session.scalars(
            select(own.date)
            .join(Habit, Habit.id == own.habit_id)
            .where(
                Habit.couple_id == seat.couple_id,
                own.person_id == seat.me.id,
                own.date.in_(days),
                own.done,
            )
        )
    )

    return [
        day
        for day in days
        if day >= seat.today(now) - pauses.BACK
        and day not in ticked
        and any(
            habit.terms[0].starts_on <= day and not standing.is_off(rests, habit.id, day)
            for habit in habits
        )
    ]
