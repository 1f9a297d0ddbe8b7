"""Claiming what is due: one winner however many workers look, and nothing sent late or twice.

Somebody's due reminders are taken together, in one transaction, with their couple locked like for
any write: so a process that dies between the claim and the push costs that person this one push,
and nobody else anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Person, Reminder
from tracker.services import contact, errands, push, transaction
from tracker.services import seat as seats
from tracker.services.changes import instant
from tracker.services.contact import Contact
from tracker.services.readers import Reader
from tracker.services.reminders import planning
from tracker.services.reminders.due import Due, is_late
from tracker.services.reminders.relevance import Open
from tracker.services.seat import Partner, Seat


@dataclass(frozen=True, slots=True)
class Call:
    """A reminder that was claimed: when it was due, and the date it calls to mind."""

    reminder_id: str
    habit_id: str
    kind: str
    at: datetime
    day: date


def waiting(now: datetime, most: int) -> Sequence[str]:
    """Return up to so many people for whom something is due, who waits longest first."""
    session = db.session()
    session.rollback()  # or what another worker has taken meanwhile would still be seen
    return session.scalars(
        select(Reminder.person_id)
        .where(Reminder.next_at <= now)
        .group_by(Reminder.person_id)
        .order_by(func.min(Reminder.next_at), Reminder.person_id)
        .limit(most)
    ).all()


def take_due(person_id: str, now: datetime) -> int:
    """Claim all that is due for somebody, and ask for one push to each of their devices.

    Return how many reminders were claimed; 0 where another worker was first.
    """
    with transaction.writing() as session:
        seat = seats.find(session, person_id, lock=True)
        mine = select(Reminder).where(Reminder.person_id == person_id, Reminder.next_at <= now)
        rows = session.scalars(mine.order_by(Reminder.next_at, Reminder.id)).all()
        session.expunge_all()  # they are written by the statement that claims them, or not at all
        if seat is None:
            _forget(session, rows)
            return 0
        dues = {
            row.id: Due(row.next_at, row.next_day)
            for row in rows
            if row.next_at is not None and row.next_day is not None
        }
        in_time = {key for key, due in dues.items() if not is_late(due.at, now)}
        for row in rows:
            if row.id in in_time:
                row.taken_day = dues[row.id].day
        coming = planning.following(session, rows, dict.fromkeys(dues, now))
        claimed = [row for row in rows if _claim(session, row, dues[row.id], coming[row.id])]
        calls = [_call(row, dues[row.id], seat.me) for row in claimed if row.id in in_time]
        wishes = contact.of(session, person_id)
        call = _first_wanted(session, seat, wishes, calls, now)
        if call is not None:
            _send(session, person_id, wishes, call)
        return len(claimed)


def _claim(session: Session, row: Reminder, due: Due, coming: Due | None) -> bool:
    """Move a reminder on, if nobody else has: whoever changes the row is the one who has it."""
    query = (
        update(Reminder)
        .where(Reminder.id == row.id, Reminder.next_at == due.at)
        .values(
            next_at=None if coming is None else coming.at,
            next_day=None if coming is None else coming.day,
            taken_day=row.taken_day,
        )
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", session.execute(query)).rowcount == 1


def _call(row: Reminder, due: Due, me: Partner) -> Call:
    # Where the clocks jump over midnight, what was due before it comes on the date after it.
    day = due.day if row.kind == "occasion" else max(due.day, me.local_date(due.at))
    return Call(row.id, row.habit_id, row.kind, due.at, day)


def _first_wanted(
    session: Session, seat: Seat, wishes: Contact, calls: Sequence[Call], now: datetime
) -> Call | None:
    """Return the first of them for which there is still something to do, outside quiet hours."""
    zone = seat.me.timezone
    if wishes.is_quiet_at(now, zone):
        return None
    loud = [call for call in calls if not wishes.is_quiet_at(call.at, zone)]
    if not loud:
        return None
    last = max(call.day for call in loud)
    opened = Open(session, seat, {call.habit_id for call in loud}, last, now)
    for call in loud:
        is_open = opened.at_occasion if call.kind == "occasion" else opened.on
        if is_open(call.habit_id, call.day):
            return call
    return None


def _send(session: Session, person_id: str, wishes: Contact, call: Call) -> None:
    about = (call.reminder_id, call.day.isoformat(), instant(call.at))
    for subscription in push.subscriptions_of(session, [person_id]).get(person_id, ()):
        errands.ask(session, "push.reminder", subscription, *about)
    if wishes.by_mail and wishes.address_confirmed:
        errands.ask(session, "mail.reminder", *about)


def _forget(session: Session, rows: Sequence[Reminder]) -> None:
    """Delete what was left by a couple that is no more."""
    ids = [row.id for row in rows]
    session.execute(
        delete(Reminder).where(Reminder.id.in_(ids)),
        execution_options={"synchronize_session": False},
    )


def address_for(reminder_id: str, due: datetime, now: datetime) -> Reader | None:
    """Return where a reminder that was claimed is to be mailed; None where it no longer is.

    What was wished, and what is quiet, may have changed while it waited.
    """
    row = db.session.execute(
        select(Reminder.person_id, Person.email, Person.timezone, Person.language)
        .join(Person, Person.id == Reminder.person_id)
        .where(Reminder.id == reminder_id)
    ).first()
    if row is None or is_late(due, now):
        return None
    wishes = contact.of(db.session(), row.person_id)
    if not wishes.by_mail or not wishes.address_confirmed:
        return None
    reader = Reader(row.email, row.timezone, row.language)
    return None if wishes.is_quiet_at(now, row.timezone) else reader
