"""All tables. Importing this package is what makes migrations see them."""

from tracker.models.appreciation import WarmMark
from tracker.models.brought import Import, ImportedDay
from tracker.models.calendar_feed import CalendarFeed
from tracker.models.card import CardState, CardWishes
from tracker.models.checkin import CheckinAgreement, CheckinAnswer
from tracker.models.coaching import (
    ClientFigures,
    Coach,
    CoachCode,
    CoachConsent,
    CoachGoal,
    CoachLink,
    CoachNote,
    CoachOpening,
    CoachQuestion,
    CoachSession,
    CoachSuggestion,
    Practice,
)
from tracker.models.consent import Consent
from tracker.models.contact import ContactWishes, PushSubscription, Reminder
from tracker.models.couple import Couple, Invite, Membership
from tracker.models.habit import Habit, HabitPlace, Occasion, Pause, Proposal, Terms
from tracker.models.history import HistoryEntry
from tracker.models.mailed import MailLink, SignUp
from tracker.models.passkey import Passkey, PasskeyChallenge, PasskeyNews
from tracker.models.person import Clock, Credential, Person
from tracker.models.progress import (
    Checkpoint,
    CoupleCheckpoint,
    RecentCheckpoint,
    SettledPeriod,
    SettledWeek,
)
from tracker.models.recap import RecapSeen
from tracker.models.second_factor import RecoveryCode, SecondFactor
from tracker.models.stream import Change, StreamHead
from tracker.models.talk import Talk
from tracker.models.throttle import Throttle
from tracker.models.tick import KeptTick, Operation, Tick, UntoldTick
from tracker.models.undone import Undone
from tracker.models.wall import WallLink

__all__ = [
    "CalendarFeed",
    "CardState",
    "CardWishes",
    "Change",
    "CheckinAgreement",
    "CheckinAnswer",
    "Checkpoint",
    "ClientFigures",
    "Clock",
    "Coach",
    "CoachCode",
    "CoachConsent",
    "CoachGoal",
    "CoachLink",
    "CoachNote",
    "CoachOpening",
    "CoachQuestion",
    "CoachSession",
    "CoachSuggestion",
    "Consent",
    "ContactWishes",
    "Couple",
    "CoupleCheckpoint",
    "Credential",
    "Habit",
    "HabitPlace",
    "HistoryEntry",
    "Import",
    "ImportedDay",
    "Invite",
    "KeptTick",
    "MailLink",
    "Membership",
    "Occasion",
    "Operation",
    "Passkey",
    "PasskeyChallenge",
    "PasskeyNews",
    "Pause",
    "Person",
    "Practice",
    "Proposal",
    "PushSubscription",
    "RecapSeen",
    "RecentCheckpoint",
    "RecoveryCode",
    "Reminder",
    "SecondFactor",
    "SettledPeriod",
    "SettledWeek",
    "SignUp",
    "StreamHead",
    "Talk",
    "Terms",
    "Throttle",
    "Tick",
    "Undone",
    "UntoldTick",
    "WallLink",
    "WarmMark",
]
