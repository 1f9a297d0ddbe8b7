"""The habits that have a cloth of their own, for choosing one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Habit
from tracker.services import seat as seats


@dataclass(frozen=True, slots=True)
class Choice:
    """A habit that is or was in force."""

    id: str
    title: str
    ended_on: date | None


def choices(person_id: str) -> list[Choice]:
    """Return the couple's habits that are or were in force: what runs first, oldest in front.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    rows = session.execute(
        select(Habit.id, Habit.title, Habit.retired_on)
        .where(Habit.couple_id == seat.couple_id, Habit.state.in_(("active", "retired")))
        .order_by(Habit.retired_on.is_not(None), Habit.created_at, Habit.id)
    )
    return [Choice(row.id, row.title, row.retired_on) for row in rows]
