"""Shapes of what a coach sees of clients: figures of settled days, and nobody's doing."""

import marshmallow as ma

from tracker.schemas.coach_session import CoachQuestion, CoachSessions, Goal
from tracker.schemas.coach_suggestion import SuggestedTerms, Suggestion
from tracker.schemas.fields import Bool, Day, Id, Int, PageQuery, QueryInt, Schema, Text, one_of

FELL_POINTS, SILENT_DAYS = (5, 50), (3, 60)
"""Within which bounds a coach may set from when on something is flagged."""
PAGE = 50
_RATE = {"description": "0 to 1, the mean over the habits; null under five that count."}


class ClientShare(Schema):
    """How many of the counted periods were kept."""

    kept = ma.fields.Integer(required=True)
    counted = ma.fields.Integer(required=True)
    rate = ma.fields.Float(required=True, allow_none=True, metadata=_RATE)


class ClientAdherence(Schema):
    """The same of the last 7, 28 and 90 settled days, over all habits."""

    d7 = ma.fields.Nested(ClientShare, required=True)
    d28 = ma.fields.Nested(ClientShare, required=True)
    d90 = ma.fields.Nested(ClientShare, required=True)


class ClientWeek(Schema):
    """A calendar week of the couple."""

    start = Day(required=True)
    kept = ma.fields.Integer(required=True)
    counted = ma.fields.Integer(required=True)


class ClientWeekStands(Schema):
    """The week that holds the last settled day."""

    start = Day(required=True)
    progress = ma.fields.Float(required=True, allow_none=True)
    state = one_of("running", "woven", "loose", "quiet", required=True)


class ClientGap(Schema):
    """A gap of so many days, and the day on which something was kept again."""

    days = ma.fields.Integer(required=True)
    on = Day(required=True)


class ClientFlag(Schema):
    """What a coach may want to see first, with the numbers behind it: those of its kind alone."""

    kind = one_of("fell", "silent", "back", "new", "paused", "lapsing", required=True)
    points = ma.fields.Integer(metadata={"description": "fell: percentage points in 28 days."})
    before = ma.fields.Float(metadata={"description": "fell: the rate of the 28 days before."})
    now = ma.fields.Float(metadata={"description": "fell: the rate of 28 days."})
    days = ma.fields.Integer(metadata={"description": "silent, back: how many days."})
    on = Day(metadata={"description": "back: the first day kept again."})
    since = Day(metadata={"description": "new, paused: the first day."})
    until = Day(
        allow_none=True,
        metadata={"description": "paused: the last day, null while open. lapsing: until when."},
    )
    all = ma.fields.Boolean(metadata={"description": "paused: all habits rest."})


class ClientFigures(Schema):
    """A couple in figures of whole days that are over and settled; they move once a day."""

    id = Id(required=True, metadata={"description": "Of what is between couple and coach."})
    names = ma.fields.List(ma.fields.String(), required=True)
    since = Day(required=True, allow_none=True)
    scopes = ma.fields.List(one_of("titles", "checkins"), required=True)
    flags = ma.fields.List(ma.fields.Nested(ClientFlag), required=True)
    as_of = Day(required=True, metadata={"description": "The couple's date of these figures."})
    through = Day(required=True, metadata={"description": "The last settled day."})
    adherence = ma.fields.Nested(ClientAdherence, required=True)
    change_28 = ma.fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "The rate of 28 days less that of the 28 before."},
    )
    streak = ma.fields.Integer(
        required=True, metadata={"description": "Woven weeks in a row, settled ones alone."}
    )
    week = ma.fields.Nested(ClientWeekStands, required=True)
    return_days = ma.fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "The median of the days that ways back took."},
    )
    last_kept_week = Day(required=True, allow_none=True)
    weeks = ma.fields.List(
        ma.fields.Nested(ClientWeek), required=True, metadata={"description": "26, oldest first."}
    )
    began_on = Day(required=True, allow_none=True)
    silent_days = ma.fields.Integer(required=True, allow_none=True)
    back = ma.fields.Nested(ClientGap, required=True, allow_none=True)
    habits_in_force = ma.fields.Integer(required=True)


class RosterClient(ClientFigures):
    """A client on the roster; `alias` is the coach's own word for them."""

    alias = ma.fields.String(required=True, allow_none=True)


class Roster(Schema):
    """A page of clients, in the order in which they came."""

    items = ma.fields.List(ma.fields.Nested(RosterClient), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class RosterQuery(PageQuery):
    """Which page of the roster."""

    limit = QueryInt(1, 100, load_default=PAGE)


class ClientHabit(Schema):
    """A habit of which the title is granted.

    Where the two take turns there are no weeks, and no share of a single period.
    """

    id = Id(required=True)
    title = ma.fields.String(required=True)
    terms = ma.fields.Nested(SuggestedTerms, required=True, allow_none=True)
    d28 = ma.fields.Nested(ClientShare, required=True, allow_none=True)
    d90 = ma.fields.Nested(ClientShare, required=True, allow_none=True)
    weeks = ma.fields.List(ma.fields.Nested(ClientWeek), required=True, allow_none=True)


class ClientChange(Schema):
    """What began, changed, ended or rested, and never who wished it."""

    on = Day(required=True)
    kind = one_of("began", "changed", "ended", "paused", "resumed", required=True)
    title = ma.fields.String(required=True, allow_none=True)
    terms = ma.fields.Nested(SuggestedTerms, required=True, allow_none=True)
    until = Day(required=True, allow_none=True)
    all = ma.fields.Boolean(required=True)
    count = ma.fields.Integer(required=True)


class ClientTrendPoint(Schema):
    """A check-in, by the first day of its round, and the mean of both numbers."""

    on = Day(required=True)
    mean = ma.fields.Float(required=True)


class ClientTrend(Schema):
    """One question of the check-ins over the rounds."""

    question = ma.fields.String(required=True)
    points = ma.fields.List(ma.fields.Nested(ClientTrendPoint), required=True)


class ClientSeen(ClientFigures):
    """A client as their coach sees them, without what is the coach's own: for the couple."""

    habits = ma.fields.List(
        ma.fields.Nested(ClientHabit),
        required=True,
        allow_none=True,
        metadata={"description": "Null where titles are not granted."},
    )
    timeline = ma.fields.List(ma.fields.Nested(ClientChange), required=True)
    trends = ma.fields.List(ma.fields.Nested(ClientTrend), required=True)
    suggestions = ma.fields.List(ma.fields.Nested(Suggestion), required=True)
    goals = ma.fields.List(ma.fields.Nested(Goal), required=True)
    questions = ma.fields.List(ma.fields.Nested(CoachQuestion), required=True)
    sessions = ma.fields.Nested(CoachSessions, required=True)


class CoachedClient(ClientSeen):
    """The same for the coach."""

    alias = ma.fields.String(required=True, allow_none=True)


class AliasIn(Schema):
    """What the coach calls a couple, null for nothing; nobody else sees it."""

    alias = Text(80, required=True, allow_none=True)


class Alias(Schema):
    """What the coach calls a couple."""

    id = Id(required=True)
    alias = ma.fields.String(required=True, allow_none=True)


class CoachWishes(Schema):
    """How a coach likes their roster."""

    initials = Bool(required=True)
    fell_points = Int(*FELL_POINTS, required=True)
    silent_days = Int(*SILENT_DAYS, required=True)


class CoachWishesChange(Schema):
    """The same, as far as it is to be another."""

    initials = Bool(metadata={"description": "Names as initials, for a screen that others see."})
    fell_points = Int(*FELL_POINTS)
    silent_days = Int(*SILENT_DAYS)
