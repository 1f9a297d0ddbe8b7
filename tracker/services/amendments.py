"""Changing what is in force, which takes two, and ending it, which takes one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.models import Habit, Import
from tracker.services import habit_rows, habit_views, history, imported, transaction, versions
from tracker.services.errors import Conflict
from tracker.services.habit_views import HabitView
from tracker.services.places import Place
from tracker.services.reminders import planning


def amend(person_id: str, habit_id: str, given: Mapping[str, Any], now: datetime) -> HabitView:
    """Ask for other terms or other words; what is not given stays as in force.

    `given` holds fields of `Wish` without `starts_on`. Words alone leave the terms as they are,
    turns included. Raises Conflict (not_active, proposal_open) and Invalid (bad_first_turn).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        ask(session, access.place, access.habit, given, now)
        return habit_views.one(session, access.place, access.habit, now)


def ask(
    session: Session, place: Place, habit: Habit, given: Mapping[str, Any], now: datetime
) -> None:
    """Ask for it in the transaction of a use case that has locked the couple; see `amend`."""
    versions.judge_first_turn(given, place)
    if habit.state != "active":
        raise Conflict("not_active", "This habit is not in force.")
    if versions.opened(session, habit.id) is not None:
        raise Conflict("proposal_open", "Something is being asked already: answer that.")
    rows = habit_rows.terms_rows(session, habit.id)
    latest = place.latest(now)
    begun = [row for row in rows if row.starts_on <= latest]
    in_force = begun[-1] if begun else rows[0]
    asked = versions.revise(versions.in_words(habit, in_force), given, place.me.id)
    asked = versions.amending(asked, given)
    made_on = place.me.local_date(now)
    proposal = versions.write(session, habit.id, asked, place.me.id, made_on)
    versions.announce(session, place, habit, proposal.version, now)


def retire(person_id: str, habit_id: str, now: datetime, *, lives_on: bool = False) -> HabitView:
    """End a habit; the couple's today is its last day, and what was asked is withdrawn.

    `lives_on`: the two go on with it, and count no more. One that would only have begun later is
    left without terms. Raises Conflict (not_active).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        place, habit = access.place, access.habit
        if habit.state != "active":
            raise Conflict("not_active", "This habit is not in force.")
        habit.state, habit.retired_on = "retired", place.today(now)
        habit.lives_on = lives_on
        for row in habit_rows.terms_rows(session, habit.id):
            if row.starts_on > habit.retired_on:
                session.delete(row)
        proposal = versions.opened(session, habit.id)
        if proposal is not None:
            versions.close(proposal, "withdrawn", place, now)
            imported.drop(session, Import.habit_id == habit.id)
        planning.end_habit(session, habit.id)
        session.flush()
        if place.couple_id is not None:
            what = history.LIVES_ON if lives_on else history.ENDED
            day = place.me.local_date(now)
            couple_id = place.couple_id
            history.note(session, couple_id, what, by=person_id, day=day, habit_id=habit.id)
        versions.announce(session, place, habit, versions.newest(session, habit.id), now)
        return habit_views.one(session, place, habit, now)
