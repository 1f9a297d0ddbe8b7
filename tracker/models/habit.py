"""Habits and the agreement they live under."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import (
    Day,
    Id,
    Instant,
    Key,
    Label,
    Words,
    couple_key,
    habit_key,
    new_id,
    person_key,
)


class Habit(db.Model):
    """Something the two agreed, or are asked, to do."""

    __tablename__ = "habits"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'active', 'declined', 'withdrawn', 'retired')", name="state"
        ),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    couple_id: Mapped[Id | None] = mapped_column(couple_key(), index=True)
    """None while the proposer waits for a partner."""
    owner_id: Mapped[Id | None] = mapped_column(
        ForeignKey("persons.id", ondelete="SET NULL"), index=True
    )
    """Who proposed it first."""
    title: Mapped[Label]
    why: Mapped[Words | None]
    emoji: Mapped[str | None] = mapped_column(String(16))
    plan: Mapped[Words | None]
    """When and how: "When we have cleared the table, we put the phones away"."""
    two_minute: Mapped[Words | None]
    """The small version that counts too."""
    state: Mapped[str] = mapped_column(String(9))
    retired_on: Mapped[Day | None]
    lives_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Of one that ended: it goes on without being counted."""
    created_at: Mapped[Instant]


class CadenceColumns:
    """How often, whose doing counts, and whether grace applies: the words of the streak rules."""

    unit: Mapped[str] = mapped_column(String(5))
    every: Mapped[int]
    times: Mapped[int]
    weekdays: Mapped[str | None] = mapped_column(String(13))
    """ISO weekdays joined by commas, ascending."""
    mode: Mapped[str] = mapped_column(String(8))
    first_turn: Mapped[Id | None]
    grace: Mapped[bool]


class Terms(CadenceColumns, db.Model):
    """What was agreed from a date on. Successive terms of a habit never overlap."""

    __tablename__ = "terms"

    habit_id: Mapped[Key] = mapped_column(habit_key())
    starts_on: Mapped[Day] = mapped_column(primary_key=True)
    version: Mapped[int]
    """Of the proposal that became these terms."""


class Proposal(CadenceColumns, db.Model):
    """One version of what somebody asked for. Versions count up and are never used again."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index(
            "uq_proposals_open",
            "habit_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        CheckConstraint(
            "status IN ('open', 'accepted', 'countered', 'declined', 'withdrawn')", name="status"
        ),
        CheckConstraint("begins IS NULL OR begins IN ('next_period', 'tomorrow')", name="begins"),
    )

    habit_id: Mapped[Key] = mapped_column(habit_key())
    version: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    title: Mapped[Label]
    why: Mapped[Words | None]
    emoji: Mapped[str | None] = mapped_column(String(16))
    plan: Mapped[Words | None]
    two_minute: Mapped[Words | None]
    starts_on: Mapped[Day | None]
    """As wished, for a first agreement."""
    begins: Mapped[str | None] = mapped_column(String(11))
    """For a change of terms in force: `next_period` or `tomorrow`."""
    status: Mapped[str] = mapped_column(String(9))
    made_on: Mapped[Day]
    answered_on: Mapped[Day | None]


class Occasion(db.Model):
    """When this one is to be: "Friday, after bedtime". Never judged."""

    __tablename__ = "occasions"

    habit_id: Mapped[Key] = mapped_column(habit_key())
    period_start: Mapped[Day] = mapped_column(primary_key=True)
    day: Mapped[Day]
    time: Mapped[str | None] = mapped_column(String(5))
    words: Mapped[Words | None]


class Pause(db.Model):
    """A stretch of dates that the two took off, from one habit or from all."""

    __tablename__ = "pauses"
    id: Mapped[Key] = mapped_column(default=new_id)
    couple_id: Mapped[Id] = mapped_column(couple_key(), index=True)
    habit_id: Mapped[Id | None] = mapped_column(habit_key())
    by_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    first: Mapped[Day]
    last: Mapped[Day | None]
    created_at: Mapped[Instant]


class HabitPlace(db.Model):
    """A habit as one of the two keeps it; the other learns nothing of it."""

    __tablename__ = "habit_places"

    person_id: Mapped[Key] = mapped_column(person_key())
    habit_id: Mapped[Key] = mapped_column(habit_key())
    position: Mapped[int | None]
    """Where it stands in their list, from 0; None: behind, in the order of agreement."""
    kept_counting_on: Mapped[Day | None]
    """When they last said that a habit that has become theirs is to be counted on."""
