"""What is settled: the streak engine's checkpoints, and the periods and weeks behind them."""

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Day, Id, Key, couple_key, habit_key


class FoldColumns:
    """The fold of a habit after its last period that ended before `before`."""

    habit_id: Mapped[Key] = mapped_column(habit_key())
    before: Mapped[Day]
    through: Mapped[Day | None]
    """End of that last period; ticks dated later are still to be folded."""
    current: Mapped[int]
    best: Mapped[int]
    toward: Mapped[int]
    grace: Mapped[int]
    strength: Mapped[float] = mapped_column(Float(53))


class Checkpoint(FoldColumns, db.Model):
    """What nothing can reach any more; reading progress starts here."""

    __tablename__ = "checkpoints"


class RecentCheckpoint(FoldColumns, db.Model):
    """What no tick of today can reach; a tick starts here.

    What can still reach it, a phone that was offline or a pause, drops it.
    """

    __tablename__ = "recent_checkpoints"


class SettledPeriod(db.Model):
    """A period no tick and no pause can reach any more."""

    __tablename__ = "settled_periods"
    __table_args__ = {"sqlite_with_rowid": False}

    habit_id: Mapped[Key] = mapped_column(habit_key())
    end: Mapped[Day] = mapped_column(primary_key=True)
    start: Mapped[Day]
    mode: Mapped[str] = mapped_column(String(8))
    target: Mapped[int]
    done: Mapped[int]
    done_by_0: Mapped[int]
    done_by_1: Mapped[int]
    fraction: Mapped[float] = mapped_column(Float(53))
    outcome: Mapped[str] = mapped_column(String(7))
    turn: Mapped[Id | None]
    partial: Mapped[bool]


class CoupleCheckpoint(db.Model):
    """The fold of a couple's weeks before `before`, a first day of one of their weeks."""

    __tablename__ = "couple_checkpoints"

    couple_id: Mapped[Key] = mapped_column(couple_key())
    before: Mapped[Day]
    streak: Mapped[int]


class SettledWeek(db.Model):
    """A week of a couple in which every period is settled."""

    __tablename__ = "settled_weeks"
    __table_args__ = {"sqlite_with_rowid": False}

    couple_id: Mapped[Key] = mapped_column(couple_key())
    start: Mapped[Day] = mapped_column(primary_key=True)
    progress: Mapped[float | None] = mapped_column(Float(53))
    state: Mapped[str] = mapped_column(String(7))
