"""One client as the coach sees them; the couple sees the same by "view as"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.services import habit_facts
from tracker.services import seat as seats
from tracker.services.coaching import (
    clients,
    figure_store,
    goals,
    links,
    openings,
    questions,
    roster,
    sessions,
    suggestions,
    timeline,
    trends,
)
from tracker.services.coaching.clients import Client
from tracker.services.coaching.figure_kinds import HabitFigures, Share, Summary, WeekFigure
from tracker.services.coaching.flags import Flag
from tracker.services.coaching.goals import GoalView
from tracker.services.coaching.questions import QuestionView
from tracker.services.coaching.sessions import Sessions
from tracker.services.coaching.suggestions import SuggestionView
from tracker.services.coaching.terms_said import TermsSaid, said_on
from tracker.services.coaching.timeline import TimelineEntry
from tracker.services.coaching.trends import Trend


@dataclass(frozen=True, slots=True)
class HabitShown:
    """A habit by its title; `terms` are those in force, None for what ended."""

    id: str
    title: str
    terms: TermsSaid | None
    d28: Share | None
    d90: Share | None
    weeks: Sequence[WeekFigure] | None
    """None where the two take turns, as are the shares of a single period there."""


@dataclass(frozen=True, slots=True)
class ClientView:
    """A client. `habits` is None where titles are not granted, `trends` is empty without theirs."""

    client: Client
    """For the couple without the coach's own: its alias is None."""
    summary: Summary
    flags: Sequence[Flag]
    habits: Sequence[HabitShown] | None
    timeline: Sequence[TimelineEntry]
    trends: Sequence[Trend]
    suggestions: Sequence[SuggestionView]
    goals: Sequence[GoalView]
    questions: Sequence[QuestionView]
    sessions: Sessions


def for_coach(coach_id: str, link_id: str, now: datetime) -> ClientView:
    """Return a client of this coach's, and note that they opened it today. Raises NotFound."""
    session = db.session()
    client = clients.take(session, coach_id, link_id, now)
    openings.note(client, now)
    return show(session, client, now, for_coach=True)


def for_couple(person_id: str, link_id: str, now: datetime) -> ClientView:
    """Return to either partner what their coach sees, or would see. Raises NotFound."""
    session = db.session()
    links.fetch(session, seats.take(session, person_id), link_id, now)
    return show(session, clients.of_link(session, link_id), now, for_coach=False)


def show(session: Session, client: Client, now: datetime, *, for_coach: bool) -> ClientView:
    """Return a client; `for_coach` False as the couple may look at it.

    Raises NotFound where the couple ended in between.
    """
    figures = figure_store.whole(session, client, now)
    link_id, today = client.link_id, client.seat.today(now)
    resting = roster.pauses(session, [client], now)
    limits = roster.thresholds(session, client.coach_id)
    return ClientView(
        client if for_coach else replace(client, alias=None),
        figures.summary,
        roster.flagged(client, figures.summary, resting, limits, now),
        _habits(session, client, figures.habits, today) if client.titles_since else None,
        timeline.of(session, client, now),
        trends.of(session, client),
        suggestions.of_link(session, link_id),
        goals.of_link(session, link_id),
        questions.of_link(session, link_id),
        sessions.of_link(session, link_id, today),
    )


def _habits(
    session: Session, client: Client, figures: Sequence[HabitFigures], today: date
) -> list[HabitShown]:
    facts = {
        each.id: each for each in habit_facts.all_facts(session.connection(), client.couple_id)
    }
    shown = []
    for own in figures:
        habit = facts.get(own.habit_id)
        if habit is not None and client.names_habit(habit.retired_on):
            terms = said_on(habit, today)
            shown.append(HabitShown(own.habit_id, habit.title, terms, own.d28, own.d90, own.weeks))
    return shown
