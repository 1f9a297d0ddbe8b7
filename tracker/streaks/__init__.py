"""Compute streaks: plain values in, plain values out, no clock, no database."""

from tracker.streaks.adherence import adherence
from tracker.streaks.cadence import Cadence
from tracker.streaks.dates import local_date, week_of
from tracker.streaks.evaluation import evaluate
from tracker.streaks.outcome import Outcome
from tracker.streaks.progress import Checkpoint, Period, Progress
from tracker.streaks.terms import Pause, Terms, Tick
from tracker.streaks.weeks import CoupleWeek, CoupleWeeks, WeeksCheckpoint, WeekState, couple_weeks

__all__ = [
    "Cadence",
    "Checkpoint",
    "CoupleWeek",
    "CoupleWeeks",
    "Outcome",
    "Pause",
    "Period",
    "Progress",
    "Terms",
    "Tick",
    "WeekState",
    "WeeksCheckpoint",
    "adherence",
    "couple_weeks",
    "evaluate",
    "local_date",
    "week_of",
]
