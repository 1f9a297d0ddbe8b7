"""All tables. Importing this package is what makes migrations see them."""

from tracker.models.calendar_feed import CalendarFeed
from tracker.models.contact import ContactWishes, PushSubscription, Reminder
from tracker.models.couple import Couple, Invite, Membership
from tracker.models.habit import Habit, Occasion, Pause, Proposal, Terms
from tracker.models.mailed import MailLink, SignUp
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
from tracker.models.tick import KeptTick, Operation, Tick

__all__ = [
    "CalendarFeed",
    "Change",
    "Checkpoint",
    "Clock",
    "ContactWishes",
    "Couple",
    "CoupleCheckpoint",
    "Credential",
    "Habit",
    "Invite",
    "KeptTick",
    "MailLink",
    "Membership",
    "Occasion",
    "Operation",
    "Pause",
    "Person",
    "Proposal",
    "PushSubscription",
    "RecentCheckpoint",
    "Reminder",
    "SettledPeriod",
    "SettledWeek",
    "SignUp",
    "StreamHead",
    "Terms",
    "Throttle",
    "Tick",
]
