"""All tables. Importing this package is what makes migrations see them."""

from tracker.models.couple import Couple, Invite, Membership
from tracker.models.habit import Habit, Occasion, Pause, Proposal, Terms
from tracker.models.person import Clock, Credential, Person
from tracker.models.progress import (
    Checkpoint,
    CoupleCheckpoint,
    RecentCheckpoint,
    SettledPeriod,
    SettledWeek,
)
from tracker.models.stream import Change, StreamHead
from tracker.models.throttle import Throttle
from tracker.models.tick import Operation, Tick

__all__ = [
    "Change",
    "Checkpoint",
    "Clock",
    "Couple",
    "CoupleCheckpoint",
    "Credential",
    "Habit",
    "Invite",
    "Membership",
    "Occasion",
    "Operation",
    "Pause",
    "Person",
    "Proposal",
    "RecentCheckpoint",
    "SettledPeriod",
    "SettledWeek",
    "StreamHead",
    "Terms",
    "Throttle",
    "Tick",
]
