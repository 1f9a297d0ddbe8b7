"""Collect what concerns a coach: of a couple as its partner reads it, and of one's own coaching."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.models import (
    Coach,
    CoachConsent,
    CoachGoal,
    CoachLink,
    CoachOpening,
    CoachQuestion,
    CoachSession,
    CoachSuggestion,
    Couple,
    Person,
    Practice,
    RecoveryCode,
    SecondFactor,
)
from tracker.services.coaching import notes
from tracker.services.personal_data.plain import columns

_CONSENT = "version given_at titles_since checkins_since yes_to"
_GOAL = "text made_on done_on"


def of_couple(session: Session, couple: Couple, person_id: str) -> list[dict[str, Any]]:
    """Return the coaches a couple has let in; once it ended, one's own yes and one's own words."""
    ended = couple.ended_at is not None
    rows = session.execute(
        select(CoachLink, Person.name)
        .outerjoin(Person, Person.id == CoachLink.coach_id)
        .where(CoachLink.couple_id == couple.id)
        .order_by(CoachLink.created_at, CoachLink.id)
    ).all()
    ids = [link.id for link, _ in rows]
    parts = {table: _by_link(session, table, ids) for table in _OF_LINK}
    return [
        {
            **columns(link, "id state asked_on since ended_on"),
            "coach": name,
            # The other's yes is theirs: what holds for both shows in what the coach sees.
            "consents": [
                columns(row, _CONSENT)
                for row in parts[CoachConsent][link.id]
                if row.person_id == person_id
            ],
            "questions": [
                {"by": row.by_id, **columns(row, "text made_on")}
                for row in parts[CoachQuestion][link.id]
                if row.by_id == person_id or not ended
            ],
            "goals": [columns(row, _GOAL) for row in parts[CoachGoal][link.id] if not ended],
            "sessions": [
                columns(row, "held_on") for row in parts[CoachSession][link.id] if not ended
            ],
            "openings": [columns(row, "day") for row in parts[CoachOpening][link.id] if not ended],
        }
        for link, name in rows
    ]


def of_coach(session: Session, person_id: str, secret: bytes) -> list[dict[str, Any]]:
    """Return somebody's coaching, in a list of at most one: what they wrote, and no couple's data.

    `secret` is the one that their notes are kept under.
    """
    row = session.execute(
        select(Coach, Practice)
        .join(Practice, Practice.id == Coach.practice_id)
        .where(Coach.person_id == person_id)
    ).one_or_none()
    if row is None:
        return []
    coach, practice = row
    links = session.scalars(
        select(CoachLink).filter_by(coach_id=person_id).order_by(CoachLink.created_at)
    ).all()
    ids = [link.id for link in links]
    parts = {
        table: _by_link(session, table, ids) for table in (CoachGoal, CoachSession, CoachSuggestion)
    }
    return [
        {
            "practice": {"name": practice.name, "owner": practice.owner_id == person_id},
            **columns(coach, "created_at initials fell_points silent_days"),
            "clients": [
                {
                    **columns(link, "id alias since ended_on"),
                    "goals": [columns(each, _GOAL) for each in parts[CoachGoal][link.id]],
                    "sessions": [columns(each, "held_on") for each in parts[CoachSession][link.id]],
                    "suggestions": [
                        columns(each, "title made_on withdrawn_on")
                        for each in parts[CoachSuggestion][link.id]
                    ],
                }
                for link in links
                # What did not come to it is not theirs to know: one partner may have said no.
                if link.since is not None
            ],
            "notes": [
                {"client": note.link_id, **columns(note, "version text written_at")}
                for note in notes.all_of(session, person_id, secret)
            ],
        }
    ]


def second_factor(session: Session, person_id: str) -> list[dict[str, Any]]:
    """Return when a second factor was set up, in a list of at most one; never what it is."""
    left = select(func.count()).where(RecoveryCode.person_id == person_id)
    rows = session.scalars(select(SecondFactor).filter_by(person_id=person_id)).all()
    return [
        {**columns(row, "created_at confirmed_at"), "recovery_codes": session.scalar(left)}
        for row in rows
    ]


_OF_LINK: dict[Any, Any] = {
    CoachConsent: CoachConsent.given_at,
    CoachQuestion: CoachQuestion.created_at,
    CoachGoal: CoachGoal.created_at,
    CoachSession: CoachSession.held_on,
    CoachOpening: CoachOpening.day,
    CoachSuggestion: CoachSuggestion.made_on,
}
"""Tables of what belongs to a link, and in which order."""


def _by_link(session: Session, table: Any, link_ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    # To the last key: where a row lies in the store tells that somebody has changed it.
    key = table.__table__.primary_key
    query = select(table).where(table.link_id.in_(link_ids)).order_by(_OF_LINK[table], *key)
    for row in session.scalars(query):
        found[row.link_id].append(row)
    return found
