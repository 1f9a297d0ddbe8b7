"""Two linked people, and the invitation that linked them."""

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import (
    Day,
    Digest,
    Id,
    Instant,
    Key,
    couple_key,
    new_id,
    person_key,
)


class Couple(db.Model):
    """What two linked people share. Unlinking ends it; linking again makes another one."""

    __tablename__ = "couples"
    __table_args__ = (
        CheckConstraint("week_start BETWEEN 1 AND 7", name="week_start"),
        CheckConstraint("backfill_days BETWEEN 1 AND 30", name="backfill_days"),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    title: Mapped[str | None] = mapped_column(String(80))
    """What the two call themselves, if they do."""
    week_start: Mapped[int]
    backfill_days: Mapped[int] = mapped_column(default=3)
    linked_on: Mapped[Day]
    created_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    purged_at: Mapped[Instant | None]
    """When what the two shared was deleted. The row stays, so that an old phone learns of it."""


class Membership(db.Model):
    """One of the two places in a couple."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("couple_id", "side"),
        # The database itself makes sure that nobody is in two couples at once.
        Index(
            "uq_memberships_active_person",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("side IN (0, 1)", name="side"),
    )

    couple_id: Mapped[Key] = mapped_column(couple_key())
    person_id: Mapped[Key] = mapped_column(person_key(), index=True)
    side: Mapped[int]
    ended_at: Mapped[Instant | None]


class Invite(db.Model):
    """An open hand: a link that lives for days, or a short code that lives for minutes.

    A row is deleted when it is used, voided or withdrawn, so what is here is open or expired.
    """

    __tablename__ = "invites"
    __table_args__ = (UniqueConstraint("token_digest"), UniqueConstraint("person_id"))

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id] = mapped_column(person_key())
    week_start: Mapped[int]
    """The first weekday where the inviter lives, for the couple to come."""
    token_digest: Mapped[Digest]
    finder_digest: Mapped[Digest] = mapped_column(index=True)
    """Of the part of the code that finds the invite."""
    proof_digest: Mapped[Digest]
    """Of the part of the code that proves it."""
    wrong_tries: Mapped[int] = mapped_column(default=0)
    code_expires_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    created_at: Mapped[Instant]
