"""What somebody wishes to be reminded of: listed, added, changed, removed. Nobody else's business.

Nothing of it stands in a stream.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Reminder
from tracker.services import habit_rows, paging, transaction
from tracker.services import seat as seats
from tracker.services.errors import Conflict, NotFound
from tracker.services.ids import is_id
from tracker.services.paging import Mark, Page
from tracker.services.reminders import planning

MOST = 10
"""Of one person for one habit."""


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder. Of kind `time` it has a time, of kind `occasion` a lead."""

    id: str
    habit: str
    kind: str
    time: str | None
    weekdays: Sequence[int] | None
    lead_minutes: int | None
    next_at: datetime | None


def listed(person_id: str, *, after: Mark | None, limit: int) -> Page[ReminderView]:
    """Return the person's own, in the order they were made."""
    mine = Reminder.person_id == person_id
    page = paging.made(db.session(), Reminder, mine, after=after, limit=limit)
    return Page([_view(row) for row in page.items], page.next)


def all_of(person_id: str, habit_id: str | None = None) -> list[ReminderView]:
    """Return the person's own, of one habit or of all, by time of day."""
    query = select(Reminder).where(Reminder.person_id == person_id)
    if habit_id is not None:
        query = query.where(Reminder.habit_id == habit_id)
    order = (Reminder.kind.desc(), Reminder.time, Reminder.lead_minutes, Reminder.created_at)
    return [_view(row) for row in db.session.scalars(query.order_by(*order))]


def add(person_id: str, habit_id: str, given: Mapping[str, Any], now: datetime) -> ReminderView:
    """Remind from now on; the same wish twice is one.

    `given` holds `kind` and what belongs to it: `time` and `weekdays`, or `lead_minutes`. Raises
    NotFound, Gone and Conflict (not_active, too_many).
    """
    with transaction.writing() as session:
        habit = habit_rows.fetch(session, person_id, habit_id, lock=True).habit
        if habit.state != "active":
            raise Conflict("not_active", "This habit is not in force.")
        row = Reminder(person_id=person_id, habit_id=habit_id, created_at=now)
        _fill(row, given)
        same = _same(session, row)
        if same is not None:
            return _view(same)
        if _count(session, person_id, habit_id) >= MOST:
            raise Conflict(
                "too_many", "You have as many reminders for this habit as fit. Remove one first."
            )
        session.add(row)
        session.flush()
        planning.plan(session, [row], now)
        session.flush()
        return _view(row)


def change(
    person_id: str, reminder_id: str, given: Mapping[str, Any], now: datetime
) -> ReminderView:
    """Let a reminder be another one, of the same habit; `given` as for `add`. Raises NotFound."""
    with transaction.writing() as session:
        row = _fetch(session, person_id, reminder_id, lock=True)
        _fill(row, given)
        row.next_at = None  # whatever was due, was due by what is no longer wished
        planning.plan(session, [row], now)
        session.flush()
        return _view(row)


def remove(person_id: str, reminder_id: str) -> None:
    """Remind no more. Raises NotFound."""
    with transaction.writing() as session:
        session.delete(_fetch(session, person_id, reminder_id, lock=True))


def require(person_id: str, reminder_id: str) -> None:
    """Raise NotFound where this is no reminder of the person's."""
    _fetch(db.session(), person_id, reminder_id)


def _fetch(session: Session, person_id: str, reminder_id: str, *, lock: bool = False) -> Reminder:
    if lock:  # whoever takes what is due locks the couple first, too
        seats.find(session, person_id, lock=True)
    row = session.get(Reminder, reminder_id) if is_id(reminder_id) else None
    if row is None or row.person_id != person_id:
        raise NotFound
    return row


def _fill(row: Reminder, given: Mapping[str, Any]) -> None:
    chosen = given.get("weekdays")
    is_time = given["kind"] == "time"
    row.kind = given["kind"]
    row.time = given["time"] if is_time else None
    days = sorted(set(chosen or ())) if is_time else []
    row.weekdays = None if len(days) in (0, 7) else ",".join(map(str, days))
    row.lead_minutes = None if is_time else given["lead_minutes"]


def _same(session: Session, row: Reminder) -> Reminder | None:
    mine = select(Reminder).filter_by(
        person_id=row.person_id, habit_id=row.habit_id, kind=row.kind, time=row.time
    )
    with session.no_autoflush:
        return session.scalars(
            mine.filter_by(weekdays=row.weekdays, lead_minutes=row.lead_minutes)
        ).first()


def _count(session: Session, person_id: str, habit_id: str) -> int:
    mine = select(func.count()).where(
        Reminder.person_id == person_id, Reminder.habit_id == habit_id
    )
    return session.scalar(mine) or 0


def _view(row: Reminder) -> ReminderView:
    return ReminderView(
        id=row.id,
        habit=row.habit_id,
        kind=row.kind,
        time=row.time,
        weekdays=planning.weekdays(row),
        lead_minutes=row.lead_minutes,
        next_at=row.next_at,
    )
