"""What was changed of what two people share: added to, never edited."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Day, Id, Key, Words, couple_key


class HistoryEntry(db.Model):
    """One change; numbered per couple, whose row is locked by whoever changes something."""

    __tablename__ = "history_entries"
    __table_args__ = {"sqlite_with_rowid": False}

    couple_id: Mapped[Key] = mapped_column(couple_key())
    number: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[Day]
    """By the clock of whoever did it; the time of day is nobody's business."""
    by_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    """None where it is not told who."""
    what: Mapped[str] = mapped_column(String(24))
    habit_id: Mapped[Id | None] = mapped_column(ForeignKey("habits.id", ondelete="CASCADE"))
    data: Mapped[Words]
    """Dates, numbers and ids, as JSON; no free text."""
