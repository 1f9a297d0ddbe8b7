"""Habits that ended, the latest first: what they came to, and the last of their cloth.

However many a page lists, the store is asked as often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from tracker import streaks
from tracker.extensions import db
from tracker.models import Habit
from tracker.prepared import Prepared
from tracker.services import habit_views, settled, tails
from tracker.services import seat as seats
from tracker.services.cloth import Place, ground_of
from tracker.services.day import DayView
from tracker.services.habit_views import HabitView
from tracker.services.ids import is_id
from tracker.services.seat import Seat

MOST_PLACES = 36
"""So many of the last periods are shown."""
TOLD, MOST_TOLD = timedelta(days=2), 3
"""So long Today says that a habit ended, and of so many."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A habit that ended, how long its longest was, and its last periods, oldest first."""

    habit: HabitView
    best: int
    places: Sequence[Place]
    today: date
    """The couple's date: what ends before it is over."""


@dataclass(frozen=True, slots=True)
class EndedPage:
    """Some of them, and the id after which the next page goes on, None at the end."""

    items: Sequence[Ended]
    next: str | None


def page(
    person_id: str,
    now: datetime,
    *,
    limit: int,
    lives_on: bool | None = None,
    after: str | None = None,
) -> EndedPage:
    """Return what ended, or of it what lives on uncounted or does not; from after `after` on.

    Somebody who is not linked has none.
    """
    session = db.session()
    seat = seats.find(session, person_id)
    found = [] if seat is None else _found(session, seat, lives_on, limit + 1, after)
    if not found:
        return EndedPage((), None)
    shown = found[:limit]
    ids = [habit.id for habit in shown]
    seat, every = tails.take(person_id, now)
    views = habit_views.many(db.session(), seat, shown, now)
    facts = [each for each in every if each.id in ids]
    folded = tails.folded(db.session(), seat, facts, now)
    # A clock that was set back reads what is settled as if it were not.
    resumed = [each.id for each in facts if each.settled(seat.today(now)) is not None]
    periods = settled.newest(db.session(), resumed, MOST_PLACES)
    items = [
        Ended(view, _best(own), _places(periods[view.id], own), seat.today(now))
        for view in views
        for own in (folded.get(view.id),)
    ]
    return EndedPage(items, ids[-1] if len(found) > limit else None)


@dataclass(frozen=True, slots=True)
class Farewell:
    """A habit that ended a moment ago, as Today tells both of the two; not by whom."""

    id: str
    title: str
    on: date
    lives_on: bool


def lately(view: DayView) -> Sequence[Farewell]:
    """Return what ended within TOLD days before the reader's day, the latest first."""
    values = {"couple": view.couple, "since": view.local_date - TOLD}
    return [Farewell(*row) for row in _LATELY.rows(db.session.connection(), values)]


_LATELY = Prepared(
    select(Habit.id, Habit.title, Habit.retired_on, Habit.lives_on)
    .where(
        Habit.couple_id == bindparam("couple"),
        Habit.state == "retired",
        Habit.retired_on >= bindparam("since"),
    )
    .order_by(Habit.retired_on.desc(), Habit.created_at, Habit.id)
    .limit(MOST_TOLD)
)


def _found(
    session: Session, seat: Seat, lives_on: bool | None, limit: int, after: str | None
) -> Sequence[Habit]:
    mine = [Habit.couple_id == seat.couple_id, Habit.state == "retired"]
    if lives_on is not None:
        mine.append(Habit.lives_on.is_(lives_on))
    query = select(Habit).where(*mine)
    if after is not None and is_id(after):
        last = session.scalars(select(Habit).where(*mine, Habit.id == after)).first()
        if last is not None:
            same_day = Habit.retired_on == last.retired_on
            query = query.where(
                or_(
                    Habit.retired_on < last.retired_on,
                    same_day & (Habit.created_at < last.created_at),
                    same_day & (Habit.created_at == last.created_at) & (Habit.id > last.id),
                )
            )
    query = query.order_by(Habit.retired_on.desc(), Habit.created_at.desc(), Habit.id)
    return session.scalars(query.limit(limit)).all()


def _best(progress: streaks.Progress | None) -> int:
    return 0 if progress is None else progress.best


def _places(before: Sequence[settled.Ended], progress: streaks.Progress | None) -> Sequence[Place]:
    last = settled.joined(before, progress)[-MOST_PLACES:]
    return [Place(each.start, each.end, ground_of(each.outcome)) for each in last]
