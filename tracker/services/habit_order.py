"""One's own order of the habits. The partner's stays as it is, and learns nothing of it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Habit, HabitPlace
from tracker.services import changes, habit_rows, transaction
from tracker.services import seat as seats
from tracker.services.errors import Conflict, Invalid
from tracker.services.seat import Seat
from tracker.store import AnySession

T = TypeVar("T")
Rows = TypeVar("Rows", bound=Select[Any])


def ordered(query: Rows, person_id: str | BindParameter[Any]) -> Rows:
    """Return a query of habits in the person's own order; what has no place comes last."""
    mine = (HabitPlace.habit_id == Habit.id) & (HabitPlace.person_id == person_id)
    return query.outerjoin(HabitPlace, mine).order_by(
        HabitPlace.position.is_(None), HabitPlace.position, Habit.created_at, Habit.id
    )


def arranged(
    session: AnySession, person_id: str, found: Collection[T], habit_id: Callable[[T], str]
) -> list[T]:
    """Return what belongs to habits in the person's own order, else as it came."""
    query = select(HabitPlace.habit_id, HabitPlace.position).where(
        HabitPlace.person_id == person_id, HabitPlace.position.is_not(None)
    )
    places: dict[str, int] = {row.habit_id: row.position for row in session.execute(query)}
    return sorted(found, key=lambda each: places.get(habit_id(each), len(places) + len(found)))


def read(person_id: str) -> list[str]:
    """Return the ids of the habits in force, in the person's own order.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    return _active(session, seats.take(session, person_id))


def put(person_id: str, habit_ids: Sequence[str], now: datetime) -> list[str]:
    """Put habits in this order, those left out behind; return the ids of all in force.

    Raises NotFound, Gone for one of a couple that ended, Invalid (not_active).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        active = _active(session, seat)
        for habit_id in habit_ids:
            if habit_id not in active:
                habit_rows.fetch(session, person_id, habit_id)
                raise Invalid("not_active", "Only habits in force have a place.", "habits")
        _write(session, seat, active, habit_ids, now)
        return _active(session, seat)


def move(person_id: str, habit_id: str, steps: int, now: datetime) -> list[str]:
    """Move a habit by so many places, -1 for one up, and as far as there are any; see `put`.

    Raises NotFound, Gone, Conflict (not_active).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        seat = access.place
        if access.habit.state != "active" or not isinstance(seat, Seat):
            raise Conflict("not_active", "This habit is not in force.")
        active = _active(session, seat)
        place = active.index(habit_id) + steps
        others = [each for each in active if each != habit_id]
        place = min(max(place, 0), len(others))
        _write(session, seat, active, [*others[:place], habit_id, *others[place:]], now)
        return _active(session, seat)


def _active(session: Session, seat: Seat) -> list[str]:
    query = select(Habit.id).where(Habit.couple_id == seat.couple_id, Habit.state == "active")
    return list(session.scalars(ordered(query, seat.me.id)))


def _write(
    session: Session, seat: Seat, active: Sequence[str], wished: Sequence[str], now: datetime
) -> None:
    places = {habit_id: place for place, habit_id in enumerate(wished)}
    query = select(HabitPlace).where(
        HabitPlace.person_id == seat.me.id, HabitPlace.habit_id.in_(active)
    )
    known = {row.habit_id: row for row in session.scalars(query)}
    if places == {row.habit_id: row.position for row in known.values() if row.position is not None}:
        return
    for habit_id in active:
        place = places.get(habit_id)
        if habit_id in known:
            known[habit_id].position = place
        elif place is not None:
            session.add(HabitPlace(person_id=seat.me.id, habit_id=habit_id, position=place))
    session.flush()
    mine = {seat.me.id: seat.me.local_date(now)}
    changes.add(session, mine, "settings", {"what": "order"}, by=seat.me.id, now=now)
