"""Answers to the words that somebody wrote with a tick."""

from sqlalchemy import SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Day, Id, Key, habit_key, person_key


class WarmMark(db.Model):
    """A mark that the partner of whoever wrote them put to the words of a tick."""

    __tablename__ = "warm_marks"
    __table_args__ = {"sqlite_with_rowid": False}

    habit_id: Mapped[Key] = mapped_column(habit_key())
    date: Mapped[Day] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(person_key(), index=True)
    """Who wrote the words."""
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    mark: Mapped[str] = mapped_column(String(12))
    note_op: Mapped[Id]
    """The operation that wrote the words: a mark is not handed on to other ones."""
    made_on: Mapped[Day]
