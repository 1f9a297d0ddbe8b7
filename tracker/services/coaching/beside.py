"""What the two and their coach keep beside the figures, as either partner reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.extensions import db
from tracker.services.coaching import goals, openings, questions, sessions
from tracker.services.coaching.goals import GoalView
from tracker.services.coaching.questions import CoupleQuestion
from tracker.services.coaching.sessions import Sessions

MOST_DAYS = 100


@dataclass(frozen=True, slots=True)
class Beside:
    """Goals, questions to bring, sessions, and the days on which the coach opened the page."""

    goals: Sequence[GoalView]
    questions: Sequence[CoupleQuestion]
    sessions: Sessions
    openings: Sequence[date]
    """Newest first, at most MOST_DAYS."""


def of_couple(person_id: str, link_id: str, now: datetime) -> Beside:
    """Return it for a link of the person's couple. Raises NotFound."""
    opened = openings.listed(person_id, link_id, now, after=None, limit=MOST_DAYS)
    return Beside(
        goals=goals.of_link(db.session(), link_id),
        questions=questions.of_couple(person_id, link_id, now),
        sessions=sessions.of_couple(person_id, link_id, now),
        openings=[one.day for one in opened.items],
    )
