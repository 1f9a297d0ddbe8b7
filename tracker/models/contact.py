"""How a person may be reached, and when not."""

from sqlalchemy import CheckConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import (
    Day,
    Digest,
    Id,
    Instant,
    Key,
    Words,
    credential_key,
    habit_key,
    new_id,
    person_key,
)


class ContactWishes(db.Model):
    """What somebody said about being reminded; who said nothing has no row, and the defaults."""

    __tablename__ = "contact_wishes"

    person_id: Mapped[Key] = mapped_column(person_key())
    quiet_from: Mapped[str] = mapped_column(String(5), default="22:00")
    """Local HH:MM; from here until `quiet_until` nothing is sent. Equal: never quiet."""
    quiet_until: Mapped[str] = mapped_column(String(5), default="07:00")
    by_mail: Mapped[bool] = mapped_column(default=False)
    nudges: Mapped[bool] = mapped_column(default=False)
    """Whether the partner may nudge. Nobody but the person learns of it."""
    nudged_on: Mapped[Day | None]
    """The local date of the last nudge they got."""
    nudge_sent_on: Mapped[Day | None]
    """The local date of the last nudge they sent."""
    recap: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether to be told when a week can be looked back on."""
    recap_told: Mapped[Day | None]
    """First day of the last week they were told of."""


class Reminder(db.Model):
    """One person's wish to be reminded of one habit."""

    __tablename__ = "reminders"
    __table_args__ = (CheckConstraint("kind IN ('time', 'occasion')", name="kind"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id] = mapped_column(person_key(), index=True)
    habit_id: Mapped[Id] = mapped_column(habit_key(), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    time: Mapped[str | None] = mapped_column(String(5))
    """Local HH:MM, of a `time` reminder."""
    weekdays: Mapped[str | None] = mapped_column(String(13))
    """ISO weekdays joined by commas, ascending; None: every day."""
    lead_minutes: Mapped[int | None]
    """How long before an occasion."""
    next_at: Mapped[Instant | None] = mapped_column(index=True)
    """When it is due next; moved on by whoever takes it, so that only one does."""
    next_day: Mapped[Day | None]
    """The local date it will then be about."""
    taken_day: Mapped[Day | None]
    """The last date it was taken for: no date is reminded of twice, whatever the zone does."""
    created_at: Mapped[Instant]


class PushSubscription(db.Model):
    """Where a signed-in browser takes pushes. It ends with the session."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (UniqueConstraint("endpoint_digest"), UniqueConstraint("credential_id"))

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id] = mapped_column(person_key(), index=True)
    credential_id: Mapped[Id] = mapped_column(credential_key())
    endpoint: Mapped[Words]
    endpoint_digest: Mapped[Digest]
    p256dh: Mapped[str] = mapped_column(String(128))
    auth: Mapped[str] = mapped_column(String(64))
    names_habits: Mapped[bool] = mapped_column(default=False)
    """Whether this device may show what a reminder is about."""
    created_at: Mapped[Instant]
