"""Keeping each reminder's next instant true: after an edit, a journey, an occasion that moved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from tracker.models import Habit, Occasion, Person, Reminder
from tracker.services.reminders import due
from tracker.services.reminders.due import Due, Planned

OVER = timedelta(days=3)
"""More than any zone: occasions of so long ago are over everywhere, and not looked at."""
MOMENT = timedelta(microseconds=1)
"""What the store can tell apart."""


def replan_person(session: Session, person_id: str, now: datetime) -> None:
    """Plan anew all that somebody is reminded of: their zone or the end of their day is another."""
    _replan(session, Reminder.person_id == person_id, now)


def replan_occasions(session: Session, habit_id: str, now: datetime) -> None:
    """Plan anew what announces a habit's occasions, for both."""
    _replan(session, (Reminder.habit_id == habit_id) & (Reminder.kind == "occasion"), now)


def end_habit(session: Session, habit_id: str) -> None:
    """Delete what anybody is reminded of for a habit that has ended."""
    _run_delete(session, Reminder.habit_id == habit_id)


def end_couple(session: Session, couple_id: str) -> None:
    """Delete what the two are reminded of in a couple that has ended."""
    habits = select(Habit.id).where(Habit.couple_id == couple_id)
    _run_delete(session, Reminder.habit_id.in_(habits))


def plan(session: Session, reminders: Sequence[Reminder], now: datetime) -> None:
    """Set when each of these is next; the caller has locked their people's couple."""
    found = following(session, reminders, {row.id: _after(row, now) for row in reminders})
    for row in reminders:
        coming = found[row.id]
        row.next_at = None if coming is None else coming.at
        row.next_day = None if coming is None else coming.day


def following(
    session: Session, reminders: Sequence[Reminder], after: Mapping[str, datetime]
) -> dict[str, Due | None]:
    """Return for each reminder's id when it is next, later than the instant given for it."""
    people = {row.person_id for row in reminders}
    clocks = {
        row.id: (row.timezone, row.day_ends_at)
        for row in session.execute(
            select(Person.id, Person.timezone, Person.day_ends_at).where(Person.id.in_(people))
        )
    }
    occasions = _occasions(session, reminders, min(after.values(), default=None))
    return {
        row.id: _next(row, *clocks[row.person_id], occasions[row.habit_id], after[row.id])
        for row in reminders
    }


def _next(
    row: Reminder, zone: str, day_ends_at: int, occasions: Iterable[Planned], after: datetime
) -> Due | None:
    if row.kind == "occasion":
        lead = timedelta(minutes=row.lead_minutes or 0)
        return due.before_occasion(occasions, lead, zone=zone, after=after, taken=row.taken_day)
    return due.at_time(
        time.fromisoformat(row.time or "00:00"),
        weekdays(row),
        zone=zone,
        day_ends_at=day_ends_at,
        after=after,
        taken=row.taken_day,
    )


def weekdays(row: Reminder) -> tuple[int, ...] | None:
    """Return the ISO weekdays of a reminder, None for every day."""
    return None if row.weekdays is None else tuple(map(int, row.weekdays.split(",")))


def _after(row: Reminder, now: datetime) -> datetime:
    # What has come due and is not taken yet must not be lost to an edit in the same minute.
    return now if row.next_at is None or row.next_at > now else row.next_at - MOMENT


def _occasions(
    session: Session, reminders: Sequence[Reminder], after: datetime | None
) -> Mapping[str, Sequence[Planned]]:
    found: dict[str, list[Planned]] = defaultdict(list)
    habits = {row.habit_id for row in reminders if row.kind == "occasion"}
    if not habits or after is None:
        return found
    rows = session.execute(
        select(Occasion.habit_id, Occasion.day, Occasion.time).where(
            Occasion.habit_id.in_(habits), Occasion.day >= after.date() - OVER
        )
    )
    for row in rows:
        at = None if row.time is None else time.fromisoformat(row.time)
        found[row.habit_id].append(Planned(row.day, at))
    return found


def _replan(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    session.flush()
    plan(session, session.scalars(select(Reminder).where(which).order_by(Reminder.id)).all(), now)
    session.flush()


def _run_delete(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(delete(Reminder).where(which), execution_options={"synchronize_session": False})
