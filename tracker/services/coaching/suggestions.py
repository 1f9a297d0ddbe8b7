"""Habits that a coach suggests: proposals which both partners answer, the same version."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachSuggestion, Habit, Proposal
from tracker.services import changes, proposals, transaction, versions
from tracker.services.coaching import clients, suggested
from tracker.services.coaching.terms_said import TermsSaid, said
from tracker.services.errors import Conflict, Invalid, NotFound
from tracker.services.ids import is_id
from tracker.services.paging import Mark, Page
from tracker.services.seat import Seat
from tracker.services.versions import Wish

State = Literal["open", "agreed", "put_aside", "withdrawn"]

MOST_OPEN = 5
"""So many wait for an answer at once."""
MOST_A_DAY = 50
"""Taken back or not: each is a row in both streams, and stays among what they were asked."""
MOST_SHOWN = 50
"""The newest ones, on the page of a client."""
PRESSED_TWICE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What the coach may know of it: what they wrote, and what came of it; never from whom.

    A version that one of the two made in answer to it is `open` as well: it is theirs.
    """

    habit_id: str
    title: str
    made_on: date
    state: State
    version: int
    why: str | None
    emoji: str | None
    plan: str | None
    two_minute: str | None
    terms: TermsSaid
    starts_on: date | None
    """As the coach wished it."""


def suggest(
    coach_id: str, link_id: str, given: Mapping[str, Any], now: datetime, *, once: bool = False
) -> SuggestionView:
    """Ask a couple for a habit; it begins once both have said yes to this version.

    `given` holds fields of `Wish`, `title`, `cadence` and `mode` among them; for turns see
    `_begins`. `once` is for forms, which are pressed twice: it returns what was suggested in the
    same words within the last minute. Raises NotFound, Conflict (too_many) and Invalid
    (bad_first_turn, bad_start).
    """
    with transaction.writing() as session:
        seat = clients.take(session, coach_id, link_id, now, lock=True).seat
        versions.judge_first_turn(given, seat)
        wish = versions.begun(given, _begins(seat, given))
        before = _made_before(session, link_id, wish, now) if once else None
        if before is not None:
            return one(session, link_id, before)
        if _waiting(session, link_id) >= MOST_OPEN:
            detail = f"{MOST_OPEN} of your suggestions wait for an answer. Take one back first."
            raise Conflict("too_many", detail)
        if _made_on(session, link_id, seat.today(now)) >= MOST_A_DAY:
            raise Conflict("too_many", "That is enough for one day.")
        if proposals.count(session, seat) >= proposals.MOST_HABITS:
            raise Conflict("too_many", "They have as many habits as fit.")
        versions.judge_start(given, seat, now)
        habit = Habit(couple_id=seat.couple_id, owner_id=coach_id, state="proposed", created_at=now)
        versions.name(habit, wish)
        session.add(habit)
        session.flush()
        today = seat.today(now)
        proposal = versions.write(session, habit.id, wish, coach_id, today)
        session.add(
            CoachSuggestion(
                habit_id=habit.id,
                link_id=link_id,
                version=proposal.version,
                title=wish.title,
                made_on=today,
            )
        )
        session.flush()
        data = {"id": habit.id, "state": habit.state, "version": proposal.version}
        changes.add(session, seat.both(now), "habit", data, by=coach_id, now=now)
        return one(session, link_id, habit.id)


def _begins(seat: Seat, given: Mapping[str, Any]) -> str:
    """Return who has the first turn where that is left to the two: the same for the same words.

    Drawn by what no coach knows: whoever knew who begins could tell whose turn every day was.
    """
    drawn = hashlib.sha256(f"{seat.couple_id} {given.get('title')}".encode()).digest()
    return seat.pair[drawn[0] % 2]


def withdraw(coach_id: str, link_id: str, habit_id: str, now: datetime) -> None:
    """Take back what waits for an answer.

    Raises NotFound, and Conflict (no_proposal) where nothing waits any more.
    """
    with transaction.writing() as session:
        seat = clients.take(session, coach_id, link_id, now, lock=True).seat
        if one(session, link_id, habit_id).state != "open":
            raise Conflict("no_proposal", "This one waits for no answer any more.")
        suggestion = session.get_one(CoachSuggestion, habit_id)
        suggested.withdraw(session, seat, suggestion, now, by=coach_id)


def get(coach_id: str, link_id: str, habit_id: str, now: datetime) -> SuggestionView:
    """Return one of the coach's suggestions to a couple. Raises NotFound."""
    session = db.session()
    clients.take(session, coach_id, link_id, now)
    return one(session, link_id, habit_id)


def listed(
    coach_id: str, link_id: str, now: datetime, *, after: Mark | None, limit: int
) -> Page[SuggestionView]:
    """Return what a coach suggested to a couple, newest first; a mark is the id of the one before.

    Raises NotFound, and Invalid where that one is not there.
    """
    session = db.session()
    clients.take(session, coach_id, link_id, now)
    query = _query(CoachSuggestion.link_id == link_id)
    if after is not None:
        (last_id,) = after
        moment = session.scalar(
            select(Habit.created_at)
            .join(CoachSuggestion, CoachSuggestion.habit_id == Habit.id)
            .where(CoachSuggestion.link_id == link_id, Habit.id == last_id)
        )
        if moment is None:
            raise Invalid("invalid", "This is no cursor of ours.", "after")
        together = (Habit.created_at == moment) & (Habit.id > last_id)
        query = query.where(or_(Habit.created_at < moment, together))
    found = _views(session, query.limit(limit + 1))
    return Page(found[:limit], (found[limit - 1].habit_id,) if len(found) > limit else None)


def of_link(session: Session, link_id: str) -> list[SuggestionView]:
    """Return what was suggested over a link, newest first, MOST_SHOWN at most."""
    return _views(session, _query(CoachSuggestion.link_id == link_id).limit(MOST_SHOWN))


def one(session: Session, link_id: str, habit_id: str) -> SuggestionView:
    """Return one of those suggested over a link. Raises NotFound."""
    if is_id(habit_id):
        mine = (CoachSuggestion.link_id == link_id, CoachSuggestion.habit_id == habit_id)
        for found in _views(session, _query(*mine)):
            return found
    raise NotFound


def _query(*which: ColumnElement[bool]) -> Select[CoachSuggestion, Habit, Proposal]:
    return (
        select(CoachSuggestion, Habit, Proposal)
        .join(Habit, Habit.id == CoachSuggestion.habit_id)
        .join(
            Proposal,
            (Proposal.habit_id == CoachSuggestion.habit_id)
            & (Proposal.version == CoachSuggestion.version),
        )
        .where(*which)
        .order_by(Habit.created_at.desc(), Habit.id)
    )


def _views(
    session: Session, query: Select[CoachSuggestion, Habit, Proposal]
) -> list[SuggestionView]:
    return [
        SuggestionView(
            habit_id=suggestion.habit_id,
            title=suggestion.title,
            made_on=suggestion.made_on,
            state=_state(suggestion, habit),
            version=suggestion.version,
            why=asked.why,
            emoji=asked.emoji,
            plan=asked.plan,
            two_minute=asked.two_minute,
            terms=said(asked),
            starts_on=asked.starts_on,
        )
        for suggestion, habit, asked in session.execute(query)
    ]


def _state(suggestion: CoachSuggestion, habit: Habit) -> State:
    if suggestion.withdrawn_on is not None:
        return "withdrawn"
    if habit.state == "proposed":
        return "open"
    return "agreed" if habit.state in ("active", "retired") else "put_aside"


def _waiting(session: Session, link_id: str) -> int:
    query = (
        select(func.count())
        .select_from(CoachSuggestion)
        .join(Habit, Habit.id == CoachSuggestion.habit_id)
        .where(
            CoachSuggestion.link_id == link_id,
            CoachSuggestion.withdrawn_on.is_(None),
            Habit.state == "proposed",
        )
    )
    return session.scalar(query) or 0


def _made_on(session: Session, link_id: str, day: date) -> int:
    query = select(func.count()).where(
        CoachSuggestion.link_id == link_id, CoachSuggestion.made_on == day
    )
    return session.scalar(query) or 0


def _made_before(session: Session, link_id: str, wish: Wish, now: datetime) -> str | None:
    found: Sequence[Any] = session.execute(
        _query(
            CoachSuggestion.link_id == link_id,
            CoachSuggestion.title == wish.title,
            CoachSuggestion.withdrawn_on.is_(None),
            Habit.created_at > now - PRESSED_TWICE,
        )
    ).all()
    for suggestion, _habit, proposal in found:
        if versions.asked(proposal) == wish:
            return str(suggestion.habit_id)
    return None
