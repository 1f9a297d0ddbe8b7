"""Habits that have become the two people's own, and whether one of them is to be asked of it.

About 66 days went by until something small, done daily, went by itself; one day left out did not
undo it (Lally 2010). Nobody has measured what is done by the week or the month: there it takes half
a year, and a year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select

from tracker import streaks
from tracker.extensions import db
from tracker.models import Habit, HabitPlace, Proposal
from tracker.services import habit_rows, settled, transaction
from tracker.services.day import DayHabit, DayView
from tracker.services.errors import Conflict
from tracker.services.seat import Seat

ROOTED = 2 / 3
"""From this strength on."""
BY_DAY, BY_WEEK, BY_MONTH = 66, 26, 12
"""So many were kept."""
ASK_AGAIN = timedelta(days=182)
"""After somebody keeps counting, or after the two have changed it."""
ASK_ANOTHER = timedelta(days=14)
"""After an answer about one, until another is asked about."""


def needed(cadence: streaks.Cadence) -> int:
    """Return how many have to be kept until a habit may need no counting."""
    if cadence.unit == "month":
        return BY_MONTH
    return BY_DAY if cadence.unit == "day" and cadence.every == 1 else BY_WEEK


def is_settled(cadence: streaks.Cadence, strength: float, kept: int) -> bool:
    """Tell whether a habit goes by itself."""
    return strength >= ROOTED and kept >= needed(cadence)


def is_quiet(kept_counting_on: date | None, changed_on: date | None, today: date) -> bool:
    """Tell whether it is too early to ask, again or after a change of terms."""
    return any(
        day is not None and today - day < ASK_AGAIN for day in (kept_counting_on, changed_on)
    )


def kept_counting_on(person_id: str, habit_id: str) -> date | None:
    """Return when the person last said that this habit of theirs is to be counted on."""
    place = db.session.get(HabitPlace, (person_id, habit_id))
    return None if place is None else place.kept_counting_on


def keep_counting(person_id: str, habit_id: str, now: datetime) -> None:
    """Note for this person alone that a habit is to be counted on.

    Raises NotFound, Gone, Conflict (not_active).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        if access.habit.state != "active" or not isinstance(access.place, Seat):
            raise Conflict("not_active", "This habit is not in force.")
        place = session.get(HabitPlace, (person_id, habit_id))
        if place is None:
            place = HabitPlace(person_id=person_id, habit_id=habit_id)
            session.add(place)
        place.kept_counting_on = access.place.me.local_date(now)


@dataclass(frozen=True, slots=True)
class Asked:
    """A habit that its reader may be asked about."""

    id: str
    title: str


def asked(view: DayView) -> Asked | None:
    """Return a habit that Today may ask its reader about, None for none.

    Now and then: on the first day of a week, of several habits another one each week, and none
    soon after an answer about another. Never while most of them rest: in such a week growing is no
    matter.
    """
    if view.day != view.local_date or view.day.isoweekday() != view.week_start:
        return None
    if _is_hard(view):
        return None
    rooted = {
        each.id: each
        for each in view.habits.values()
        if each.terms is not None and each.rest is None and each.strength >= ROOTED
    }
    kept = _kept(rooted)
    ripe = [
        each
        for each in rooted.values()
        if each.terms and is_settled(each.terms.cadence, each.strength, kept[each.id])
    ]
    if not ripe or _answered_lately(view):
        return None
    mine = (HabitPlace.habit_id == Habit.id) & (HabitPlace.person_id == view.me.id)
    asking = exists().where(Proposal.habit_id == Habit.id, Proposal.status == "open")
    query = (
        select(Habit.id, Habit.title, HabitPlace.kept_counting_on)
        .outerjoin(HabitPlace, mine)
        .where(Habit.couple_id == view.couple, Habit.id.in_([each.id for each in ripe]), ~asking)
        .order_by(Habit.created_at, Habit.id)
    )
    open_ = [
        Asked(row.id, row.title)
        for row in db.session.execute(query)
        if not is_quiet(row.kept_counting_on, _changed_on(rooted[row.id]), view.day)
    ]
    return open_[view.day.toordinal() // 7 % len(open_)] if open_ else None


def _is_hard(view: DayView) -> bool:
    """Tell whether at most one does not rest, and some only for a while."""
    rests = [each.rest for each in view.habits.values()]
    return rests.count(None) < 2 and any(rest is not None and rest.last for rest in rests)


def _answered_lately(view: DayView) -> bool:
    """Tell whether the reader kept one counting, or the two let one live on or changed one."""
    since = view.day - ASK_ANOTHER
    changed = (_changed_on(each) for each in view.habits.values())
    if any(day is not None and day > since for day in changed):
        return True
    mine = (HabitPlace.habit_id == Habit.id) & (HabitPlace.person_id == view.me.id)
    lives = Habit.lives_on & (Habit.retired_on > since)
    query = (
        select(Habit.id)
        .outerjoin(HabitPlace, mine)
        .where(Habit.couple_id == view.couple, (HabitPlace.kept_counting_on > since) | lives)
    )
    return db.session.execute(query.limit(1)).first() is not None


def changed_on(began: date | None, hold_since: date | None) -> date | None:
    """Return since when the terms in force of a habit hold, None for its first ones."""
    return None if hold_since == began else hold_since


def _changed_on(habit: DayHabit) -> date | None:
    return None if habit.terms is None else changed_on(habit.starts_on, habit.terms.starts_on)


def _kept(rooted: Mapping[str, DayHabit]) -> dict[str, int]:
    """Return how many were kept, of each; where the days at hand tell enough, at least so many."""
    kept = {habit_id: max(each.kept, each.best) for habit_id, each in rooted.items()}
    unsure = [
        habit_id
        for habit_id, each in rooted.items()
        if each.terms is not None and kept[habit_id] < needed(each.terms.cadence)
    ]
    for habit_id, before in settled.kept(db.session(), unsure).items():
        kept[habit_id] = max(kept[habit_id], rooted[habit_id].kept + before.count)
    return kept
