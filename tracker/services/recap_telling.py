"""Telling those who wish it that a week can be looked back on: once, by day, and only if it can be.

Each person is claimed by a conditional update of their own row: of several workers one tells them,
and a kill in between costs that one sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session, aliased

from tracker.extensions import db
from tracker.models import ContactWishes, Couple, Habit, Membership, Person
from tracker.services import contact, errands, push, recaps, transaction
from tracker.services import seat as seats
from tracker.services.changes import instant
from tracker.services.contact import Contact
from tracker.services.readers import Reader
from tracker.services.reminders.due import is_late
from tracker.services.seat import Partner, Seat

MORNING = time(9)
"""The first minute, by the clock on the wall, at which somebody is told."""
DAYS = timedelta(days=2)
"""A week that was ready longer ago is not told of: it waits on Today."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """People to look at, and after whom the next ones come; None at the end."""

    people: Sequence[str]
    next: str | None


def waiting(now: datetime, after: str | None, most: int) -> Waiting:
    """Return who may be told now, of the next so many who wish it, in the order of their ids."""
    session = db.session()
    session.rollback()  # or what another worker has claimed meanwhile would still be seen
    mine, theirs = aliased(Membership), aliased(Membership)
    me, partner = aliased(Person), aliased(Person)
    columns = [
        getattr(person, name)
        for person in (me, partner)
        for name in ("id", "name", "timezone", "day_ends_at")
    ]
    query = (
        select(ContactWishes.recap_told, Couple.week_start, *columns)
        .join(me, me.id == ContactWishes.person_id)
        .join(mine, (mine.person_id == me.id) & mine.ended_at.is_(None))
        .join(Couple, (Couple.id == mine.couple_id) & Couple.ended_at.is_(None))
        .join(theirs, (theirs.couple_id == Couple.id) & (theirs.side == 1 - mine.side))
        .join(partner, partner.id == theirs.person_id)
        .where(ContactWishes.recap)
        .order_by(me.id)
        .limit(most)
    )
    rows = session.execute(query if after is None else query.where(me.id > after)).all()
    found = []
    for told, week_start, *people in rows:
        one, other = Partner(*people[:4]), Partner(*people[4:])
        today = min(one.local_date(now), other.local_date(now))
        week = _due(today, week_start)
        if week is not None and (told is None or told < week) and _is_day(one, now):
            found.append(one.id)
    return Waiting(found, rows[-1][2] if len(rows) == most else None)


def _due(today: date, week_start: int) -> date | None:
    """Return the week that people are told of on a date of their couple's."""
    week = recaps.newest(today, week_start)
    return week if today < week + recaps.READY + DAYS else None


def _is_day(person: Partner, now: datetime) -> bool:
    return now.astimezone(ZoneInfo(person.timezone)).time() >= MORNING


def tell(person_id: str, now: datetime) -> bool:
    """Claim somebody's sign and ask for it; False where there is none to give, or not yet."""
    with transaction.writing() as session:
        seat = seats.find(session, person_id, lock=True)
        week = None if seat is None else _due(seat.today(now), seat.week_start)
        if seat is None or week is None or not _is_day(seat.me, now):
            return False
        wishes = contact.of(session, person_id)
        if wishes.is_quiet_at(now, seat.me.timezone):
            return False  # it is tried again until the quiet hours are over
        if not _is_worth_it(session, seat, week) or not _claim(session, person_id, week):
            return False
        _send(session, person_id, wishes, now)
        return True


def _is_worth_it(session: Session, seat: Seat, week: date) -> bool:
    if recaps.has_seen(session, seat.me.id, week):
        return False
    habits = session.scalars(select(Habit.id).where(Habit.couple_id == seat.couple_id)).all()
    return recaps.has_something(session, habits, week)


def _claim(session: Session, person_id: str, week: date) -> bool:
    query = (
        update(ContactWishes)
        .where(
            ContactWishes.person_id == person_id,
            ContactWishes.recap,
            or_(ContactWishes.recap_told.is_(None), ContactWishes.recap_told < week),
        )
        .values(recap_told=week)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", session.execute(query)).rowcount == 1


def _send(session: Session, person_id: str, wishes: Contact, now: datetime) -> None:
    for subscription in push.subscriptions_of(session, [person_id]).get(person_id, ()):
        errands.ask(session, "push.recap", subscription, instant(now))
    if wishes.by_mail and wishes.address_confirmed:
        errands.ask(session, "mail.recap", person_id, instant(now))


def address_for(person_id: str, due: datetime, now: datetime) -> Reader | None:
    """Return where somebody is to be told by mail; None where that is not wanted any more."""
    if is_late(due, now) or seats.find(db.session(), person_id) is None:
        return None
    wishes = contact.view(person_id)
    if not (wishes.recap and wishes.by_mail and wishes.address_confirmed):
        return None
    row = db.session.execute(
        select(Person.email, Person.timezone, Person.language).where(Person.id == person_id)
    ).one()
    return None if wishes.is_quiet_at(now, row.timezone) else Reader(*row)
