"""What is meant for the time until the next session: the coach writes it, the three see it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachGoal
from tracker.services import seat as seats
from tracker.services import transaction
from tracker.services.coaching import clients, links
from tracker.services.coaching.clients import Client
from tracker.services.errors import Conflict, NotFound
from tracker.services.ids import is_id

MOST = 100
"""So many a link holds, done ones among them."""


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal, as the coach and both partners see it."""

    id: str
    text: str
    made_on: date
    done_on: date | None


def of_link(session: Session, link_id: str) -> list[GoalView]:
    """Return what is still meant, oldest first, then what is done, newest first."""
    query = select(CoachGoal).where(CoachGoal.link_id == link_id)
    goals = [_view(goal) for goal in session.scalars(query.order_by(CoachGoal.created_at))]
    done = [goal for goal in goals if goal.done_on is not None]
    still = [goal for goal in goals if goal.done_on is None]
    return still + sorted(done, key=_done_on, reverse=True)


def of_client(coach_id: str, link_id: str, now: datetime) -> list[GoalView]:
    """Return the goals of a client. Raises NotFound."""
    session = db.session()
    clients.take(session, coach_id, link_id, now)
    return of_link(session, link_id)


def of_couple(person_id: str, link_id: str, now: datetime) -> list[GoalView]:
    """Return the goals as either partner sees them. Raises NotFound."""
    session = db.session()
    links.fetch(session, seats.take(session, person_id), link_id, now)
    return of_link(session, link_id)


def add(coach_id: str, link_id: str, text: str, now: datetime) -> GoalView:
    """Write a goal down. Raises NotFound, Conflict (too_many)."""
    with transaction.writing() as session:
        client = clients.take(session, coach_id, link_id, now, lock=True)
        count = select(func.count()).where(CoachGoal.link_id == link_id)
        if (session.scalar(count) or 0) >= MOST:
            raise Conflict("too_many", "There are as many goals as fit. Remove one first.")
        today = client.seat.today(now)
        goal = CoachGoal(link_id=link_id, text=text, made_on=today, created_at=now)
        session.add(goal)
        session.flush()
        links.tell_both(session, client, "goal", now)
        return _view(goal)


def set_done(coach_id: str, link_id: str, goal_id: str, done: bool, now: datetime) -> GoalView:
    """Mark a goal as done, or as still meant; saying it again changes nothing. Raises NotFound."""
    with transaction.writing() as session:
        client, goal = _fetch(session, coach_id, link_id, goal_id, now)
        if done != (goal.done_on is not None):
            goal.done_on = client.seat.today(now) if done else None
            links.tell_both(session, client, "goal", now)
        return _view(goal)


def remove(coach_id: str, link_id: str, goal_id: str, now: datetime) -> None:
    """Take a goal out of the list. Raises NotFound."""
    with transaction.writing() as session:
        client, goal = _fetch(session, coach_id, link_id, goal_id, now)
        session.delete(goal)
        links.tell_both(session, client, "goal", now)


def _fetch(
    session: Session, coach_id: str, link_id: str, goal_id: str, now: datetime
) -> tuple[Client, CoachGoal]:
    client = clients.take(session, coach_id, link_id, now, lock=True)
    goal = session.get(CoachGoal, goal_id) if is_id(goal_id) else None
    if goal is None or goal.link_id != link_id:
        raise NotFound
    return client, goal


def _done_on(goal: GoalView) -> date:
    return goal.done_on or goal.made_on


def _view(goal: CoachGoal) -> GoalView:
    return GoalView(goal.id, goal.text, goal.made_on, goal.done_on)
