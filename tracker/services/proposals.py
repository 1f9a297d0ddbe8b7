"""Asking for a habit, and answering what was asked: it takes two to start."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.models import Habit, Import, Proposal
from tracker.services import (
    agreement,
    habit_rows,
    habit_views,
    history,
    imported,
    places,
    transaction,
    versions,
)
from tracker.services.coaching import answers
from tracker.services.errors import Conflict, Forbidden, NotFound
from tracker.services.habit_rows import Access
from tracker.services.habit_views import HabitView
from tracker.services.places import Place
from tracker.services.seat import Seat
from tracker.services.versions import Wish

MOST_HABITS = 50
"""Proposed or active ones at once."""
PRESSED_TWICE = timedelta(minutes=1)


def propose(
    person_id: str, given: Mapping[str, Any], now: datetime, *, once: bool = False
) -> HabitView:
    """Ask for a new habit; without a partner yet, it waits for them.

    `given` holds fields of `Wish`, `title`, `cadence` and `mode` among them. `once` is for forms,
    which are pressed twice: it returns what the person asked for in the same words within the last
    minute. Raises Conflict (too_many) and Invalid (bad_first_turn, bad_start).
    """
    with transaction.writing() as session:
        place = places.find(session, person_id, lock=True)
        versions.judge_first_turn(given, place)
        asked = versions.begun(given, person_id)
        before = asked_before(session, place, asked, now) if once else None
        if before is not None:
            return habit_views.one(session, place, before, now)
        refuse_more(session, place)
        versions.judge_start(given, place, now)
        return habit_views.one(session, place, begin(session, place, asked, now), now)


def begin(session: Session, place: Place, asked: Wish, now: datetime) -> Habit:
    """Ask for it in the transaction of a use case that has locked the place and judged it."""
    habit = Habit(couple_id=place.couple_id, owner_id=place.me.id, state="proposed", created_at=now)
    versions.name(habit, asked)
    session.add(habit)
    session.flush()
    proposal = versions.write(session, habit.id, asked, place.me.id, place.me.local_date(now))
    versions.announce(session, place, habit, proposal.version, now)
    return habit


def refuse_more(session: Session, place: Place) -> None:
    """Raise Conflict (too_many) where there are as many habits as fit."""
    if count(session, place) >= MOST_HABITS:
        raise Conflict("too_many", f"You have {MOST_HABITS} habits. Let one go first.")


def asked_before(
    session: Session, place: Place, wish: Wish, now: datetime, but: Collection[Habit] = ()
) -> Habit | None:
    """Return what the person asked for in the same words within the last minute, but not these."""
    query = (
        select(Habit, Proposal)
        .join(Proposal, (Proposal.habit_id == Habit.id) & (Proposal.status == "open"))
        .where(
            Habit.couple_id == place.couple_id,
            Habit.owner_id == place.me.id,
            Habit.state == "proposed",
            Habit.title == wish.title,
            Habit.created_at > now - PRESSED_TWICE,
            Proposal.by_id == place.me.id,
        )
    )
    for habit, proposal in session.execute(query):
        if habit not in but and versions.asked(proposal) == wish:
            return habit
    return None


def count(session: Session, place: Place) -> int:
    """Return how many habits are proposed or active."""
    query = select(func.count()).where(
        Habit.state.in_(("proposed", "active")), Habit.couple_id == place.couple_id
    )
    if place.couple_id is None:
        query = query.where(Habit.owner_id == place.me.id)
    return session.scalar(query) or 0


def accept(person_id: str, habit_id: str, version: int, now: datetime) -> HabitView:
    """Say yes to what the partner asked for: it is agreed from now on.

    What a coach suggests is agreed once both have. Raises Forbidden (own_proposal) and Conflict
    (no_proposal, stale_proposal).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        proposal = _asked_of(session, access, version)
        if not isinstance(access.place, Seat):  # nobody but oneself can have asked
            raise NotFound
        if answers.is_first_yes(session, access.place, access.habit, proposal, now):
            return habit_views.one(session, access.place, access.habit, now)
        was = access.habit.state
        versions.close(proposal, "accepted", access.place, now)
        agreement.take_effect(session, access.place, access.habit, proposal, now)
        is_new = was == "proposed"
        brought = imported.enter(session, access.place, access.habit, now, is_new=is_new)
        if is_new or proposal.begins is not None or not brought:
            _note(session, access.place, access.habit, proposal, was, now)
        return _answered(session, access, proposal, was, now)


def _note(
    session: Session, seat: Seat, habit: Habit, proposal: Proposal, was: str, now: datetime
) -> None:
    if was == "proposed":
        what = history.AGREED
    else:
        what = history.REWORDED if proposal.begins is None else history.CHANGED
    # Of what a coach suggests nobody is told whose yes came second.
    named = proposal.by_id in seat.pair
    history.note(
        session,
        seat.couple_id,
        what,
        by=seat.me.id if named else None,
        day=seat.me.local_date(now) if named else seat.today(now),
        habit_id=habit.id,
        version=proposal.version,
    )


def counter(
    person_id: str, habit_id: str, version: int, given: Mapping[str, Any], now: datetime
) -> HabitView:
    """Answer with another version; what is not given stays as in the one answered.

    Raises what `accept` raises, and Invalid (bad_first_turn, bad_start, bad_begins).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        place, habit = access.place, access.habit
        versions.judge_first_turn(given, place)
        proposal = _asked_of(session, access, version)
        asked = versions.revise(versions.asked(proposal), given, person_id)
        if habit.state == "active":
            asked = versions.amending(asked, given)
        else:
            versions.beginning(given, place, now)
        versions.close(proposal, "countered", place, now)
        following = versions.write(session, habit.id, asked, person_id, place.me.local_date(now))
        _show_words(habit, asked)
        return _answered(session, access, following, habit.state, now)


def _show_words(habit: Habit, asked: Wish) -> None:
    # While nothing is agreed, a habit goes by the words of the newest version.
    if habit.state == "proposed":
        versions.name(habit, asked)


def decline(person_id: str, habit_id: str, version: int, now: datetime) -> HabitView:
    """Say no to what the partner asked for.

    Raises what `accept` raises.
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        return _drop(session, access, _asked_of(session, access, version), "declined", now)


def withdraw(person_id: str, habit_id: str, version: int, now: datetime) -> HabitView:
    """Take back what one asked for.

    Raises Forbidden (not_your_proposal) and Conflict (no_proposal, stale_proposal).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        proposal = _opened(session, access, version)
        if proposal.by_id != person_id:
            raise Forbidden("not_your_proposal", "You did not ask for this one.")
        _judge_version(proposal, version)
        return _drop(session, access, proposal, "withdrawn", now)


def _drop(
    session: Session, access: Access, proposal: Proposal, status: str, now: datetime
) -> HabitView:
    was = access.habit.state
    versions.close(proposal, status, access.place, now)
    imported.drop(session, Import.habit_id == access.habit.id)
    if access.habit.state == "proposed":  # an amendment leaves what is in force as it is
        access.habit.state = status
    return _answered(session, access, proposal, was, now)


def _asked_of(session: Session, access: Access, version: int) -> Proposal:
    """Return the open version, which somebody else made and this person may answer."""
    proposal = _opened(session, access, version)
    if proposal.by_id == access.place.me.id:
        raise Forbidden("own_proposal", "You asked for this one: your partner answers it.")
    _judge_version(proposal, version)
    return proposal


def _opened(session: Session, access: Access, version: int) -> Proposal:
    proposal = versions.opened(session, access.habit.id)
    if proposal is None:
        raise Conflict("no_proposal", "Nothing is being asked here.")
    if version < proposal.version:
        # Before anything is said of roles: two answers at once, and the other one came first.
        raise _stale()
    return proposal


def _judge_version(proposal: Proposal, version: int) -> None:
    if version != proposal.version:
        raise _stale()


def _stale() -> Conflict:
    return Conflict("stale_proposal", "Something else is asked by now. Look again.")


def _answered(
    session: Session, access: Access, proposal: Proposal, was: str, now: datetime
) -> HabitView:
    place, habit = access.place, access.habit
    # What came of a coach's suggestion is told to both alike, by nobody.
    named = proposal.by_id in place.pair
    versions.announce(session, place, habit, proposal.version, now, named=named)
    answers.follow(session, habit, was, now)
    return habit_views.one(session, place, habit, now)
