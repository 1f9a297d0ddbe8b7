"""What a push is about and how long it may be on its way, looked up when it is sent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select

from tracker.extensions import db
from tracker.models import Credential, Habit, Membership, Person, PushSubscription, Reminder
from tracker.services import contact
from tracker.services.contact import Contact
from tracker.services.instants import begin_of
from tracker.streaks import local_date

LONGEST = timedelta(hours=3)
"""How long a push service may keep what is due, for a phone that is off."""
A_MOMENT = timedelta(minutes=1)
"""And what somebody tries out, who is looking at the device."""


_PERSON = (Person.id.label("person_id"), Person.timezone, Person.day_ends_at, Person.language)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a push goes, and the keys it is sealed with."""

    id: str
    endpoint: str
    endpoint_digest: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Call:
    """A push to be sent."""

    to: Subscription
    lives: timedelta
    """How long it may wait for the device: not into the night, and not into the next day."""
    title: str | None = None
    """The habit's, None where this device does not show what it is about."""
    is_ahead: bool = False
    """It is about a later day than today."""
    language: str | None = None
    """What its person reads, None: they have not chosen."""


def reminder(subscription_id: str, reminder_id: str, day: date, now: datetime) -> Call | None:
    """Return the push of a reminder that was about a person's `day`; None where it is over."""
    of_it = select(Reminder.habit_id).where(
        Reminder.id == reminder_id, Reminder.person_id == PushSubscription.person_id
    )
    row = _about(subscription_id, Habit.id == of_it.scalar_subquery(), now)
    return None if row is None else _call(row, contact.view(row.person_id), day, now)


def nudge(subscription_id: str, habit_id: str, now: datetime) -> Call | None:
    """Return the push of a nudge; None where it is over or is not wanted any more."""
    row = _about(subscription_id, Habit.id == habit_id, now)
    if row is None:
        return None
    wishes = contact.view(row.person_id)
    return _call(row, wishes, None, now) if wishes.nudges else None


def recap(subscription_id: str, now: datetime) -> Call | None:
    """Return the push that tells of a week to look back on; None where it is wanted no more."""
    columns = (PushSubscription, *_PERSON)
    mine = and_(Membership.person_id == Person.id, Membership.ended_at.is_(None))
    query = (
        _alive(select(*columns), subscription_id, now)
        .join(Person, Person.id == PushSubscription.person_id)
        .join(Membership, mine)
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    wishes = contact.view(row.person_id)
    lives = min(LONGEST, _until_quiet(wishes, row.timezone, now))
    if not wishes.recap or wishes.is_quiet_at(now, row.timezone):
        return None
    return Call(_subscription(row.PushSubscription), lives, language=row.language)


def trial(subscription_id: str, now: datetime) -> Call | None:
    """Return the push with which somebody tries it out; None where it is over."""
    columns = select(PushSubscription, Person.language).join(
        Person, Person.id == PushSubscription.person_id
    )
    row = db.session.execute(_alive(columns, subscription_id, now)).first()
    if row is None:
        return None
    return Call(_subscription(row.PushSubscription), A_MOMENT, language=row.language)


def _about(subscription_id: str, which: ColumnElement[bool], now: datetime) -> Any:
    """Return a subscription beside a habit in force between its person and their partner."""
    columns = (PushSubscription, Habit.title, *_PERSON)
    mine = and_(Membership.person_id == Person.id, Membership.ended_at.is_(None))
    query = (
        _alive(select(*columns), subscription_id, now)
        .join(Person, Person.id == PushSubscription.person_id)
        .join(Membership, mine)
        .join(Habit, and_(Habit.couple_id == Membership.couple_id, Habit.state == "active"))
    )
    return db.session.execute(query.where(which)).first()


def _alive(query: Any, subscription_id: str, now: datetime) -> Any:
    return query.join(Credential, Credential.id == PushSubscription.credential_id).where(
        PushSubscription.id == subscription_id,
        or_(Credential.expires_at.is_(None), Credential.expires_at > now),
    )


def _call(row: Any, wishes: Contact, day: date | None, now: datetime) -> Call | None:
    today = local_date(now, row.timezone, row.day_ends_at)
    about = day or today
    lives = min(
        LONGEST,
        begin_of(about + timedelta(days=1), row.timezone, row.day_ends_at) - now,
        _until_quiet(wishes, row.timezone, now),
    )
    if lives <= timedelta(0):
        return None
    to: PushSubscription = row.PushSubscription
    title = row.title if to.names_habits else None
    return Call(_subscription(to), lives, title, is_ahead=about > today, language=row.language)


def _until_quiet(wishes: Contact, zone: str, now: datetime) -> timedelta:
    """Return how long it is until the quiet hours begin: within them nothing is due."""
    if wishes.quiet_from == wishes.quiet_until:
        return LONGEST
    local = now.astimezone(ZoneInfo(zone))
    begin = datetime.combine(local.date(), time.fromisoformat(wishes.quiet_from), ZoneInfo(zone))
    if begin <= local:  # compared by the wall, as both are of one zone
        begin += timedelta(days=1)
    return begin.astimezone(UTC) - now


def _subscription(row: PushSubscription) -> Subscription:
    return Subscription(row.id, row.endpoint, row.endpoint_digest, row.p256dh, row.auth)
