"""Bringing days of before: each habit is a proposal like any other, with its days beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tracker import streaks
from tracker.models import Habit
from tracker.services import (
    amendments,
    habit_rows,
    habit_views,
    imported,
    places,
    proposals,
    transaction,
    versions,
)
from tracker.services.errors import Invalid
from tracker.services.habit_views import HabitView
from tracker.services.importing.found import DoneDay
from tracker.services.places import Place

OLDEST = timedelta(days=15 * 366)
"""How long ago a day may be: each is folded once, when it comes in."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One habit as somebody would bring it. With `habit_id` its days go to that one, which runs."""

    days: Sequence[DoneDay]
    title: str = ""
    cadence: streaks.Cadence | None = None
    mode: str = "together"
    starts_on: date | None = None
    """Days before it are left out; None: from the first of them on."""
    habit_id: str | None = None


def propose(
    person_id: str, chosen: Sequence[Chosen], now: datetime, *, once: bool = False
) -> list[HabitView]:
    """Ask for all of these, or for none; what was done today is ticked and not brought.

    `once` as in `proposals.propose`. Raises NotFound, Gone, Conflict (too_many, not_active,
    proposal_open) and Invalid (no_days), whose field is the place in `chosen`.
    """
    with transaction.writing() as session:
        place = places.find(session, person_id, lock=True)
        found: list[Habit] = []
        for number, one in enumerate(chosen):
            days = _days(one, place, now)
            if not days:
                raise Invalid("no_days", "None of these days can be brought.", str(number))
            if one.habit_id is None:
                found.append(_new(session, place, one, days, now, found if once else None))
            else:
                found.append(_into(session, place, one.habit_id, days, now))
        return habit_views.many(session, place, found, now)


def _days(one: Chosen, place: Place, now: datetime) -> list[DoneDay]:
    """Return the days that are over and near enough, each once, oldest first."""
    over = place.me.local_date(now)
    first = max(over - OLDEST, one.starts_on or date.min)
    days = {day.date: day for day in one.days if first <= day.date < over}
    return [days[day] for day in sorted(days)]


def _new(
    session: Session,
    place: Place,
    one: Chosen,
    days: Sequence[DoneDay],
    now: datetime,
    made: Sequence[Habit] | None,
) -> Habit:
    """Ask for a new one; with `made`, of this call, not for what was asked for just before."""
    given: dict[str, Any] = {
        "title": one.title,
        "cadence": one.cadence or streaks.Cadence(),
        "mode": one.mode,
        "starts_on": max(days[0].date, one.starts_on or date.min),
    }
    asked = versions.begun(given, place.me.id)
    if made is not None:
        before = proposals.asked_before(session, place, asked, now, made)
        if before is not None:
            return before
    proposals.refuse_more(session, place)
    habit = proposals.begin(session, place, asked, now)
    imported.keep(session, habit.id, place.me.id, days)
    return habit


def _into(
    session: Session, place: Place, habit_id: str, days: Sequence[DoneDay], now: datetime
) -> Habit:
    """Ask to bring days to what is in force: a change of it that changes no words and no terms."""
    habit = habit_rows.fetch(session, place.me.id, habit_id).habit
    amendments.ask(session, place, habit, {}, now)
    imported.keep(session, habit.id, place.me.id, days)
    return habit
