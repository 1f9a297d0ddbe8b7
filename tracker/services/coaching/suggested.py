"""A coach's suggestions among a couple's habits, row by row."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import CoachSuggestion, Habit
from tracker.services import changes, versions
from tracker.services.seat import Seat


def withdraw(
    session: Session,
    seat: Seat,
    suggestion: CoachSuggestion,
    now: datetime,
    *,
    by: str | None = None,
) -> None:
    """Take back what waits for an answer, the couple being locked.

    A version that one of the two made in answer to it is theirs, and stays.
    """
    suggestion.withdrawn_on, suggestion.yes_id = seat.today(now), None
    habit = session.get_one(Habit, suggestion.habit_id)
    proposal = versions.opened(session, habit.id)
    if proposal is None or proposal.version != suggestion.version:
        return
    versions.close(proposal, "withdrawn", seat, now)
    habit.state = "withdrawn"
    data = {"id": habit.id, "state": habit.state, "version": proposal.version}
    changes.add(session, seat.both(now), "habit", data, by=by, now=now)


def withdraw_all(session: Session, seat: Seat, link_id: str, now: datetime) -> None:
    """Take back all that waits for an answer: the coach's time with the couple is over."""
    query = (
        select(CoachSuggestion)
        .join(Habit, Habit.id == CoachSuggestion.habit_id)
        .where(
            CoachSuggestion.link_id == link_id,
            CoachSuggestion.withdrawn_on.is_(None),
            Habit.state == "proposed",
        )
        .order_by(Habit.created_at, Habit.id)
    )
    for suggestion in session.scalars(query).all():
        withdraw(session, seat, suggestion, now)
