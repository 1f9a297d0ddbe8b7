"""Habits for tests, past the agreement: rows as the agreement leaves them."""

from datetime import date
from typing import Any

from tests.support.people import Someone
from tracker import clock
from tracker.models import Habit, Terms
from tracker.services import transaction


def agreed(
    one: Someone,
    couple_id: str,
    starts_on: date,
    *,
    title: str = "Walk after dinner",
    mode: str = "each",
    **cadence: Any,
) -> str:
    """Make an active habit of the couple and return its id; by default every day, each."""
    columns = {"unit": "day", "every": 1, "times": 1, "weekdays": None, **cadence}
    with one.app.app_context(), transaction.writing() as session:
        habit = Habit(
            couple_id=couple_id,
            owner_id=one.id,
            title=title,
            state="active",
            created_at=clock.now(),
        )
        session.add(habit)
        session.flush()
        session.add(
            Terms(
                habit_id=habit.id,
                starts_on=starts_on,
                version=1,
                mode=mode,
                first_turn=one.id if mode == "turns" else None,
                grace=True,
                **columns,
            )
        )
        return habit.id
