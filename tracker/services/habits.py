"""The habits a person shares or proposes, and how their agreements came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Habit, Proposal
from tracker.prepared import Prepared
from tracker.services import habit_order, habit_rows, habit_views, paging, places
from tracker.services.habit_views import HABIT_COLUMNS, HabitRow, HabitView, VersionView
from tracker.services.paging import Mark, Page
from tracker.services.places import Place

MOST_OVER = 100
"""So many that ended, and that were put aside, are listed."""


def get(person_id: str, habit_id: str, now: datetime) -> HabitView:
    """Return one habit.

    Raises NotFound, or Gone for one of a couple that ended.
    """
    session = db.session()
    access = habit_rows.fetch(session, person_id, habit_id)
    return habit_views.one(session, access.place, access.habit, now)


def listed(
    person_id: str, now: datetime, *, state: str | None, after: Mark | None, limit: int
) -> Page[HabitView]:
    """Return the couple's habits, or those that wait with the person, oldest first."""
    session = db.session()
    place = places.find(session, person_id)
    conditions = _mine(place)
    if state is not None:
        conditions.append(Habit.state == state)
    page = paging.made(session, Habit, *conditions, after=after, limit=limit)
    return Page(habit_views.many(session, place, page.items, now), page.next)


def alive(person_id: str, now: datetime) -> list[HabitView]:
    """Return what is asked for and what is in force, in the person's own order.

    How many there can be `propose` bounds.
    """
    session = db.session()
    place = places.find(session, person_id)
    return habit_views.many(session, place, _alive(session, place), now)


def everything(person_id: str, now: datetime) -> list[HabitView]:
    """Return `alive`, and after it the latest MOST_OVER that ended, and that were put aside.

    What lives on uncounted is not among them: see `ended`.
    """
    session = db.session()
    place = places.find(session, person_id)
    found: list[HabitRow] = _alive(session, place)
    for states in (("retired",), ("declined", "withdrawn")):
        over = select(Habit).where(*_mine(place), Habit.state.in_(states), ~Habit.lives_on)
        over = over.order_by(Habit.retired_on.desc(), Habit.created_at.desc(), Habit.id)
        found += session.scalars(over.limit(MOST_OVER))
    return habit_views.many(session, place, found, now)


def _alive(session: Session, place: Place) -> list[HabitRow]:
    query, values = _ALONE, {"person": place.me.id}
    if place.couple_id is not None:
        query, values = _SHARED, values | {"couple": place.couple_id}
    return query.records(session.connection(), values)


def _in_order(*conditions: ColumnElement[bool]) -> Prepared:
    columns = [getattr(Habit, name) for name in HABIT_COLUMNS]
    is_alive = or_(Habit.state == "proposed", Habit.state == "active")
    query = select(*columns).where(*conditions, is_alive)
    return Prepared(habit_order.ordered(query, bindparam("person")))


_SHARED = _in_order(Habit.couple_id == bindparam("couple"))
_ALONE = _in_order(Habit.couple_id.is_(None), Habit.owner_id == bindparam("person"))


def _mine(place: Place) -> list[ColumnElement[bool]]:
    shared = Habit.couple_id == place.couple_id
    return [shared] if place.couple_id is not None else [shared, Habit.owner_id == place.me.id]


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Habits of the same title: the one that ended before, and the one that came after."""

    before: str | None
    ended_on: date | None
    again: str | None
    """Asked for or in force now."""
    is_asked: bool
    """Whether `again` is only asked for so far."""


def namesakes(person_id: str, habit_id: str) -> Namesakes:
    """Return what had this title before and what has it again: nothing else tells of it.

    Raises NotFound, or Gone for a habit of a couple that ended.
    """
    session = db.session()
    access = habit_rows.fetch(session, person_id, habit_id)
    habit = access.habit
    query = select(Habit).where(*_mine(access.place), Habit.title == habit.title)
    others = [
        each
        for each in session.scalars(query.order_by(Habit.created_at, Habit.id))
        if each.id != habit.id
    ]
    before = [
        each for each in others if each.state == "retired" and each.created_at <= habit.created_at
    ]
    again = [each for each in others if each.state in ("proposed", "active")]
    return Namesakes(
        before[-1].id if before else None,
        before[-1].retired_on if before else None,
        again[-1].id if again else None,
        bool(again) and again[-1].state == "proposed",
    )


def latest(person_id: str, habit_id: str) -> VersionView:
    """Return the version that was asked for last.

    Raises NotFound, or Gone for a habit of a couple that ended.
    """
    session = db.session()
    access = habit_rows.fetch(session, person_id, habit_id)
    query = select(Proposal).where(Proposal.habit_id == access.habit.id)
    last = query.order_by(Proposal.version.desc()).limit(1)
    return habit_views.version(session.scalars(last).one())


def answered(person_id: str, found: Sequence[HabitView]) -> dict[str, VersionView]:
    """Return, by habit, the version that the open one came in answer to."""
    open_ = {
        each.id: each.proposal.version - 1
        for each in found
        if each.proposal is not None and each.proposal.version > 1
    }
    if not open_:
        return {}
    session = db.session()
    query = (
        select(Proposal)
        .join(Habit, Habit.id == Proposal.habit_id)
        .where(
            *_mine(places.find(session, person_id)),
            Proposal.status == "countered",
            tuple_(Proposal.habit_id, Proposal.version).in_(list(open_.items())),
        )
    )
    return {row.habit_id: habit_views.version(row) for row in session.scalars(query)}


def history(person_id: str, habit_id: str, *, after: Mark | None, limit: int) -> Page[VersionView]:
    """Return every version that was ever asked for, oldest first, and what became of it.

    Raises NotFound, or Gone for a habit of a couple that ended.
    """
    session = db.session()
    access = habit_rows.fetch(session, person_id, habit_id)
    query = select(Proposal).where(Proposal.habit_id == access.habit.id)
    if after is not None:
        query = query.where(Proposal.version > after[0])
    rows = session.scalars(query.order_by(Proposal.version).limit(limit + 1)).all()
    versions = [habit_views.version(row) for row in rows[:limit]]
    return Page(versions, (versions[-1].version,) if len(rows) > limit else None)
