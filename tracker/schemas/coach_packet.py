"""The shape of a session's packet, the same for couple and coach."""

import marshmallow as ma

from tracker.schemas.coach_session import CoachQuestion, Goal
from tracker.schemas.coach_suggestion import SuggestedTerms
from tracker.schemas.coaching import (
    ClientAdherence,
    ClientChange,
    ClientShare,
    ClientTrend,
    ClientWeek,
)
from tracker.schemas.fields import Day, Id, Schema, one_of


class PacketRange(ClientShare):
    """How many were kept in a range of settled days, both ends included."""

    from_ = Day(required=True, data_key="from")
    to = Day(required=True)


class PacketAdherence(ClientAdherence):
    """The figures of the roster, and those of the range and of as many days before."""

    range = ma.fields.Nested(PacketRange, required=True)
    before = ma.fields.Nested(PacketRange, required=True)


class PacketWeek(ClientWeek):
    """A calendar week of the couple; `in_range` where a day of it lies in the range."""

    in_range = ma.fields.Boolean(required=True)


class PacketHabit(Schema):
    """A habit in the range; a share is null where nothing counts, or where one turn alone does."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    terms = ma.fields.Nested(SuggestedTerms, required=True, allow_none=True)
    now = ma.fields.Nested(ClientShare, required=True, allow_none=True)
    before = ma.fields.Nested(ClientShare, required=True, allow_none=True)


class Packet(Schema):
    """What the three have before them when they meet."""

    id = Id(required=True, metadata={"description": "Of what is between couple and coach."})
    names = ma.fields.List(ma.fields.String(), required=True)
    scopes = ma.fields.List(one_of("titles", "checkins"), required=True)
    as_of = Day(required=True, metadata={"description": "The couple's date of these figures."})
    through = Day(required=True, metadata={"description": "The last settled day."})
    session_on = Day(
        required=True,
        allow_none=True,
        metadata={"description": "The session that the range goes back to, if it does."},
    )
    adherence = ma.fields.Nested(PacketAdherence, required=True)
    weeks = ma.fields.List(ma.fields.Nested(PacketWeek), required=True)
    habits = ma.fields.List(
        ma.fields.Nested(PacketHabit),
        required=True,
        allow_none=True,
        metadata={"description": "Null where titles are not granted."},
    )
    changes = ma.fields.List(ma.fields.Nested(ClientChange), required=True)
    returns = ma.fields.List(
        ma.fields.Integer(),
        required=True,
        metadata={"description": "How many days each way back took."},
    )
    trends = ma.fields.List(ma.fields.Nested(ClientTrend), required=True)
    goals = ma.fields.List(ma.fields.Nested(Goal), required=True)
    questions = ma.fields.List(ma.fields.Nested(CoachQuestion), required=True)
    last_session = Day(required=True, allow_none=True)
    next_session = Day(required=True, allow_none=True)
