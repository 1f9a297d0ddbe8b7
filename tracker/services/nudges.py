"""A small sign for the partner: off until they allow it, one a day, and silent about its fate.

Whoever sends one learns nothing of whether it arrived: the request writes the sender's own day and
asks for one errand, whatever the partner wishes. All that depends on them is decided afterwards, in
`deliver`, for which nobody waits.
"""

from datetime import datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import ContactWishes
from tracker.services import contact, errands, habit_rows, push, transaction
from tracker.services import seat as seats
from tracker.services.changes import instant
from tracker.services.errors import Conflict, Gone, NotFound
from tracker.services.reminders.due import is_late
from tracker.services.reminders.relevance import Open
from tracker.services.seat import Seat


def nudge(person_id: str, habit_id: str, now: datetime) -> None:
    """Send the partner a small sign about a habit; a second one on the same day does nothing.

    Raises NotFound, Gone, and Conflict (not_active).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        if access.habit.state != "active" or not isinstance(access.place, Seat):
            raise Conflict("not_active", "This habit is not in force.")
        row = contact.row_of(session, person_id)
        today = access.place.me.local_date(now)
        if row.nudge_sent_on is not None and row.nudge_sent_on >= today:
            return
        row.nudge_sent_on = today
        errands.ask(session, "nudge", person_id, habit_id, instant(now))


def has_sent(person_id: str, now: datetime) -> bool:
    """Tell whether the person sent a sign today. Raises NotFound while they are not linked."""
    session = db.session()
    today = seats.take(session, person_id).me.local_date(now)
    row = session.scalar(select(ContactWishes.nudge_sent_on).filter_by(person_id=person_id))
    return row is not None and row >= today


def deliver(sender_id: str, habit_id: str, sent_at: datetime, now: datetime) -> None:
    """Ask for the pushes that a sign comes to, if it is wanted now and here; else for nothing."""
    if is_late(sent_at, now):
        return
    with transaction.writing() as session:
        try:
            access = habit_rows.fetch(session, sender_id, habit_id, lock=True)
            seat = seats.take(session, access.place.me.id)
            theirs = seats.take(session, seat.partner.id)
        except (NotFound, Gone):  # they have parted meanwhile
            return
        me = theirs.me
        today = me.local_date(now)
        # Folded whatever they wish: it is nearly all of the work, and whoever sends may measure.
        is_open = Open(session, theirs, [habit_id], today, now).on(habit_id, today)
        wishes = contact.of(session, me.id)
        if not is_open or not wishes.nudges or wishes.is_quiet_at(now, me.timezone):
            return
        row = contact.row_of(session, me.id)
        if row.nudged_on is not None and row.nudged_on >= today:
            return
        devices = push.subscriptions_of(session, [me.id]).get(me.id, ())
        for subscription in devices:
            errands.ask(session, "push.nudge", subscription, habit_id, instant(sent_at))
        if devices:
            row.nudged_on = today
