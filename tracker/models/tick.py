"""What each person says they did, and the operations that said so."""

from sqlalchemy import Boolean, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import (
    Day,
    Digest,
    Id,
    Instant,
    Key,
    Label,
    Micros,
    Words,
    habit_key,
    person_key,
)


class Tick(db.Model):
    """A cell (habit, date, person, slot): two registers, each holding its greatest (eff, op).

    Cleared cells stay, so that an older word that arrives later still loses.
    """

    __tablename__ = "ticks"
    __table_args__ = {"sqlite_with_rowid": False}

    habit_id: Mapped[Key] = mapped_column(habit_key())
    date: Mapped[Day] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(person_key(), index=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    done: Mapped[bool] = mapped_column(Boolean)
    eff: Mapped[Micros]
    op: Mapped[Id]
    note: Mapped[Words | None]
    note_eff: Mapped[Micros]
    """0 while no operation has spoken of the note."""
    note_op: Mapped[Id]


class UntoldTick(db.Model):
    """A cell as its owner sees it already, and nobody else before their day ends."""

    __tablename__ = "untold_ticks"
    __table_args__ = {"sqlite_with_rowid": False}

    person_id: Mapped[Key] = mapped_column(person_key())
    habit_id: Mapped[Key] = mapped_column(habit_key())
    date: Mapped[Day] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    done: Mapped[bool] = mapped_column(Boolean)
    eff: Mapped[Micros]
    op: Mapped[Id]
    note: Mapped[Words | None]
    note_eff: Mapped[Micros]
    note_op: Mapped[Id]


class Operation(db.Model):
    """An operation a phone sent, remembered so that sending it again changes nothing."""

    __tablename__ = "operations"
    __table_args__ = {"sqlite_with_rowid": False}

    person_id: Mapped[Key] = mapped_column(person_key())
    op: Mapped[Key]
    body_digest: Mapped[Digest]
    status: Mapped[str] = mapped_column(String(10))
    received_at: Mapped[Instant]


class KeptTick(db.Model):
    """What somebody did in a couple whose shared data is gone: their own, with a copied title."""

    __tablename__ = "kept_ticks"
    __table_args__ = {"sqlite_with_rowid": False}

    person_id: Mapped[Key] = mapped_column(person_key())
    habit_id: Mapped[Key]
    """Of a habit that is no more."""
    date: Mapped[Day] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    title: Mapped[Label]
    note: Mapped[Words | None]
