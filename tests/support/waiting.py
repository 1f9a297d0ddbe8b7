"""Habits that somebody proposes, made past the API."""

from flask import Flask

from tracker import clock
from tracker.models import Habit, Proposal
from tracker.services import transaction

TERMS = {"unit": "week", "every": 1, "times": 1, "mode": "together", "grace": True}


def propose(
    app: Flask,
    owner_id: str,
    title: str = "A walk",
    *,
    couple_id: str | None = None,
    state: str = "proposed",
    version: int = 1,
) -> str:
    """Store a habit with its proposal; return its id. Without a couple it waits for one."""
    now = clock.now()
    with app.app_context(), transaction.writing() as session:
        habit = Habit(
            couple_id=couple_id, owner_id=owner_id, title=title, state=state, created_at=now
        )
        session.add(habit)
        session.flush()
        status = {"proposed": "open", "active": "accepted", "retired": "accepted"}.get(state, state)
        session.add(
            Proposal(
                habit_id=habit.id,
                version=version,
                by_id=owner_id,
                title=title,
                status=status,
                made_on=now.date(),
                **TERMS,
            )
        )
        return habit.id
