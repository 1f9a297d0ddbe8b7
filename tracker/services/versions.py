"""Versions of what somebody asks for: first proposals, counters and amendments alike.

They count up per habit and are never used again; each stays as a row, with what became of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import streaks
from tracker.models import Habit, Proposal
from tracker.services import changes, habit_rows
from tracker.services.errors import Invalid
from tracker.services.habit_rows import TermsColumns
from tracker.services.places import Place

AHEAD = timedelta(days=366)
"""How far ahead a habit may be set to begin."""

OF_TERMS = frozenset({"cadence", "mode", "first_turn", "grace", "begins"})
"""What an amendment must speak of to change the terms, and not the words alone."""


@dataclass(frozen=True, slots=True)
class Wish:
    """All that one version says."""

    title: str
    why: str | None
    emoji: str | None
    cadence: streaks.Cadence
    mode: str
    first_turn: str | None
    grace: bool
    starts_on: date | None = None
    """For a first agreement."""
    begins: str | None = None
    """For a change of terms in force; None where only words change."""
    plan: str | None = None
    """When and how: "When we have cleared the table, we …"."""
    two_minute: str | None = None
    """The small version that counts too."""


def asked(proposal: Proposal) -> Wish:
    """Return what a version says."""
    said = in_words(proposal, proposal)
    return replace(said, starts_on=proposal.starts_on, begins=proposal.begins)


def in_words(words: Habit | Proposal, terms: TermsColumns) -> Wish:
    """Return what these words and these terms say together, with no day to begin."""
    return Wish(
        title=words.title,
        why=words.why,
        emoji=words.emoji,
        cadence=habit_rows.cadence(terms),
        mode=terms.mode,
        first_turn=terms.first_turn,
        grace=terms.grace,
        plan=words.plan,
        two_minute=words.two_minute,
    )


def name(habit: Habit, said: Wish | Proposal) -> None:
    """Let a habit go by these words."""
    habit.title, habit.why, habit.emoji = said.title, said.why, said.emoji
    habit.plan, habit.two_minute = said.plan, said.two_minute


_UNSAID: dict[str, Any] = {
    "title": "",
    "why": None,
    "emoji": None,
    "cadence": streaks.Cadence(),
    "mode": "together",
    "first_turn": None,
    "grace": True,
}


def begun(given: Mapping[str, Any], by: str) -> Wish:
    """Return a first version with the fields that were given; see `revise`."""
    return revise(Wish(**{**_UNSAID, **given}), given, by)


def revise(base: Wish, given: Mapping[str, Any], by: str) -> Wish:
    """Return `base` with the fields that were given; in mode turns `by` begins by default.

    Raises Invalid (bad_first_turn) where somebody is to begin in another mode.
    """
    revised = replace(base, **given)
    if revised.mode == "turns":
        return replace(revised, first_turn=revised.first_turn or by)
    if given.get("first_turn") is not None:
        raise Invalid("bad_first_turn", "Only with turns does somebody begin.", "first_turn")
    return replace(revised, first_turn=None)


def judge_first_turn(given: Mapping[str, Any], place: Place) -> None:
    """Raise Invalid (bad_first_turn) unless one of the two is to begin."""
    if given.get("first_turn") not in (None, *place.pair):
        raise Invalid("bad_first_turn", "One of you two begins.", "first_turn")


def amending(wish: Wish, given: Mapping[str, Any]) -> Wish:
    """Return a version of an amendment: it says how it begins, unless it is about words alone.

    Raises Invalid (bad_start): a change of what is in force has no first day of its own.
    """
    if "starts_on" in given:
        raise Invalid("bad_start", "What is in force has begun: say `begins`.", "starts_on")
    if wish.begins is None and OF_TERMS & given.keys():
        return replace(wish, begins="next_period")
    return wish


def beginning(given: Mapping[str, Any], place: Place, now: datetime) -> None:
    """Judge when a first agreement would begin.

    Raises Invalid (bad_begins, bad_start).
    """
    if "begins" in given:
        raise Invalid("bad_begins", "Nothing is in force yet: say `starts_on`.", "begins")
    judge_start(given, place, now)


def judge_start(given: Mapping[str, Any], place: Place, now: datetime) -> None:
    """Raise Invalid (bad_start) for a first day too long ago or too far ahead."""
    starts_on = given.get("starts_on")
    today = place.today(now)
    first = today - timedelta(days=place.backfill_days)
    if starts_on is not None and not first <= starts_on <= today + AHEAD:
        detail = f"From {first} to {today + AHEAD}."
        raise Invalid("bad_start", detail, "starts_on")


def opened(session: Session, habit_id: str) -> Proposal | None:
    """Return the version that waits for an answer, None where none does."""
    return session.scalars(select(Proposal).filter_by(habit_id=habit_id, status="open")).first()


def newest(session: Session, habit_id: str) -> int:
    """Return the highest version so far, 0 before the first."""
    highest = select(func.max(Proposal.version)).where(Proposal.habit_id == habit_id)
    return session.scalar(highest) or 0


def write(session: Session, habit_id: str, wish: Wish, by: str, made_on: date) -> Proposal:
    """Write the next version, which now waits for an answer."""
    session.flush()  # the version it answers is closed first: one alone may be open
    cadence = wish.cadence
    proposal = Proposal(
        habit_id=habit_id,
        version=newest(session, habit_id) + 1,
        by_id=by,
        title=wish.title,
        why=wish.why,
        emoji=wish.emoji,
        plan=wish.plan,
        two_minute=wish.two_minute,
        unit=cadence.unit,
        every=cadence.every,
        times=cadence.times,
        weekdays=None if cadence.weekdays is None else ",".join(map(str, cadence.weekdays)),
        mode=wish.mode,
        first_turn=wish.first_turn,
        grace=wish.grace,
        starts_on=wish.starts_on,
        begins=wish.begins,
        status="open",
        made_on=made_on,
    )
    session.add(proposal)
    session.flush()
    return proposal


def close(proposal: Proposal, status: str, place: Place, now: datetime) -> None:
    """Note what became of a version.

    Of what neither of the two asked for the day is the couple's: where their dates differ, one's
    own would tell who answered.
    """
    own = proposal.by_id in place.pair
    proposal.status = status
    proposal.answered_on = place.me.local_date(now) if own else place.today(now)


def announce(
    session: Session,
    place: Place,
    habit: Habit,
    version: int,
    now: datetime,
    *,
    named: bool = True,
) -> None:
    """Show both that a habit's agreement changed; by whom, unless it is not to be `named`."""
    data = {"id": habit.id, "state": habit.state, "version": version}
    by = place.me.id if named else None
    changes.add(session, place.both(now), "habit", data, by=by, now=now)
