"""Where a person's calendar programs read what the two agreed on."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Digest, Instant, Key, person_key


class CalendarFeed(db.Model):
    """A private address under which calendar programs read what a person has agreed to."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (UniqueConstraint("secret_digest"),)

    person_id: Mapped[Key] = mapped_column(person_key())
    secret_digest: Mapped[Digest]
    created_at: Mapped[Instant]
