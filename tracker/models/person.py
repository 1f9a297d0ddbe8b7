"""A person, the clock they live by, and what proves that it is them."""

from sqlalchemy import CheckConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Digest, Id, Instant, Key, Label, new_id, person_key


class Person(db.Model):
    """Somebody with an account."""

    __tablename__ = "persons"
    __table_args__ = (
        UniqueConstraint("address_key"),
        CheckConstraint("day_ends_at BETWEEN 0 AND 6", name="day_ends_at"),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    email: Mapped[str] = mapped_column(String(254))
    address_key: Mapped[str] = mapped_column(String(254))
    """The address as it is compared: case folded. One account each."""
    password_hash: Mapped[str] = mapped_column(String(255))
    name: Mapped[Label]
    timezone: Mapped[str] = mapped_column(String(64))
    day_ends_at: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    email_confirmed_at: Mapped[Instant | None]
    tells_at_day_end: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the partner gets to see ticks only when this person's day ends."""
    tells_next_at: Mapped[Instant | None] = mapped_column(index=True)
    """When what waits (`untold_ticks`) is told; None: nothing waits."""
    language: Mapped[str | None] = mapped_column(String(8))
    """What pages, mails and pushes speak to them; None: as the browser asks."""


class Clock(db.Model):
    """The zone and day end a person had from an instant on: offline ticks are judged by it."""

    __tablename__ = "clocks"

    person_id: Mapped[Key] = mapped_column(person_key())
    since: Mapped[Instant] = mapped_column(primary_key=True)
    timezone: Mapped[str] = mapped_column(String(64))
    day_ends_at: Mapped[int]
    skip_answered: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the person has said what is to be of a date that this change swallowed."""


class Credential(db.Model):
    """A signed-in browser (`session`) or a program (`token`); of its secret a digest is kept."""

    __tablename__ = "credentials"
    __table_args__ = (
        UniqueConstraint("secret_digest"),
        CheckConstraint("kind IN ('session', 'token')", name="kind"),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id] = mapped_column(person_key(), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    secret_digest: Mapped[Digest]
    label: Mapped[Label]
    created_at: Mapped[Instant]
    last_used_at: Mapped[Instant]
    expires_at: Mapped[Instant | None]
    """A session ends by itself; a token lives until it is deleted."""
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A session on a device that others use: short, and nothing is kept there."""
    sessions_seen_at: Mapped[Instant | None]
    """When the list of sessions was last shown here; None: never since it began."""
