"""Device-free talks: a clock that the server holds."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Id, Instant, Key, Micros, couple_key, new_id


class Talk(db.Model):
    """A stretch of time for the two; at most one of a couple is not over."""

    __tablename__ = "talks"
    __table_args__ = (
        Index(
            "uq_talks_open",
            "couple_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("first_side IS NULL OR first_side IN (0, 1)", name="first_side"),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    couple_id: Mapped[Id] = mapped_column(couple_key(), index=True)
    by_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    habit_id: Mapped[Id | None] = mapped_column(ForeignKey("habits.id", ondelete="SET NULL"))
    """What it can be ticked as."""
    minutes: Mapped[int] = mapped_column(SmallInteger)
    turn_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    """How long each speaks before the other says it back; None: without turns."""
    first_side: Mapped[int | None] = mapped_column(SmallInteger)
    """Who speaks first."""
    started_at: Mapped[Instant]
    elapsed: Mapped[Micros]
    """Microseconds that had run when it was last paused."""
    running_since: Mapped[Instant | None]
    """None while it is paused or over."""
    ended_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)
    """Counts its changes, so that a late answer is known for one."""
