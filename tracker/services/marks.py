"""What both have ticked on one date, over all habits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Habit, Tick
from tracker.services import seat as seats


@dataclass(frozen=True, slots=True)
class Mark:
    """One tick: whose, of which habit, in which of the day's places."""

    habit: str
    person: str
    slot: int


def on(person_id: str, day: date) -> frozenset[Mark]:
    """Return the marks of the person's couple on a date.

    Raises NotFound while they are not linked.
    """
    seat = seats.take(db.session(), person_id)
    rows = db.session.execute(
        select(Tick.habit_id, Tick.person_id, Tick.slot)
        .join(Habit, Habit.id == Tick.habit_id)
        .where(Habit.couple_id == seat.couple_id, Tick.date == day, Tick.done)
    )
    return frozenset(Mark(*row) for row in rows)
