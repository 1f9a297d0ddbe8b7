"""Days of before that somebody would bring along, while they wait for the other's yes."""

from sqlalchemy import ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Day, Id, Key, Words, habit_key, person_key


class Import(db.Model):
    """What comes with an open proposal: goes with a yes into ticks, with anything else for good."""

    __tablename__ = "imports"

    habit_id: Mapped[Key] = mapped_column(habit_key())
    person_id: Mapped[Id] = mapped_column(person_key(), index=True)
    """Whose days they are: nobody brings another's."""
    first: Mapped[Day]
    last: Mapped[Day]
    days: Mapped[int]
    notes: Mapped[int]
    """How many of the days have words with them."""


class ImportedDay(db.Model):
    """One day on which its person did it."""

    __tablename__ = "imported_days"
    __table_args__ = {"sqlite_with_rowid": False}

    habit_id: Mapped[Key] = mapped_column(ForeignKey("imports.habit_id", ondelete="CASCADE"))
    date: Mapped[Day] = mapped_column(primary_key=True)
    times: Mapped[int] = mapped_column(SmallInteger)
    """How often that day, for what is done several times a day."""
    note: Mapped[Words | None]
