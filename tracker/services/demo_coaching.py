"""The coach of a made-up story: let in by both, and what the three have written down since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tracker.models import CoachOpening, Practice
from tracker.services import transaction
from tracker.services.coaching import (
    accepting,
    coaches,
    goals,
    letting_in,
    notes,
    questions,
    sessions,
    suggestions,
)

A_MOMENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Goal:
    """What was meant, and when it was done."""

    text: str
    made: datetime
    done: datetime | None


@dataclass(frozen=True, slots=True)
class Coached:
    """Since when somebody coaches the two, into what they are let in, and what was written down.

    `secret` is the server's: codes are hashed and notes kept under it.
    """

    coach_id: str
    secret: bytes
    since: datetime
    scopes: Sequence[str] = ("titles", "checkins")
    openings: Sequence[date] = ()
    sessions: Sequence[date] = ()
    goals: Sequence[Goal] = ()
    question: tuple[str, datetime] | None = None
    suggestion: tuple[Mapping[str, Any], datetime] | None = None
    notes: Sequence[tuple[str, datetime]] = ()


def open_practice(person_id: str, name: str, now: datetime) -> None:
    """Let somebody coach, in a practice of this name."""
    with transaction.writing() as session:
        coach = coaches.take_up(session, person_id, now)
        session.get_one(Practice, coach.practice_id).name = name


def live(told: Coached, ids: Sequence[str], now: datetime) -> None:
    """Let a coach in to two linked people, and tell what came of it."""
    coach_id, secret = told.coach_id, told.secret
    link_id = _let_in(told, ids)
    for goal in told.goals:
        made = goals.add(coach_id, link_id, goal.text, goal.made)
        if goal.done is not None:
            goals.set_done(coach_id, link_id, made.id, True, goal.done)
    for day in told.sessions:
        sessions.add(coach_id, link_id, day, now)
    for version, (text, at) in enumerate(told.notes):
        notes.write(coach_id, link_id, text, version, secret, at)
    if told.question is not None:
        text, at = told.question
        questions.add(ids[1], link_id, text, at)
    if told.suggestion is not None:
        given, at = told.suggestion
        suggestions.suggest(coach_id, link_id, given, at)
    if told.openings:
        with transaction.writing() as session:
            session.add_all(CoachOpening(link_id=link_id, day=day) for day in told.openings)


def _let_in(told: Coached, ids: Sequence[str]) -> str:
    asked = letting_in.ask(ids[0], told.scopes, None, told.secret, told.since)
    _, offer = letting_in.agree(ids[1], asked.id, None, told.secret, told.since + A_MOMENT)
    assert offer is not None
    at = told.since + 2 * A_MOMENT
    accepting.accept_code(told.coach_id, offer.code, told.secret, at)
    return asked.id
