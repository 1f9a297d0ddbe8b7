"""Habits that a coach suggests to a couple."""

import marshmallow as ma

from tracker.schemas.fields import Bool, Day, Id, Schema, one_of
from tracker.schemas.habit import Cadence, HabitIn
from tracker.streaks.terms import MODES


class SuggestionIn(HabitIn):
    """A habit that a coach suggests; who begins with turns is one of the two, or left to them."""


class SuggestedTerms(Schema):
    """What was suggested, without whose turn is first."""

    cadence = ma.fields.Nested(Cadence, required=True)
    mode = one_of(*MODES, required=True)
    grace = Bool(required=True)


class Suggestion(Schema):
    """A habit in the coach's own words, and what came of it; never from whom."""

    id = Id(required=True, attribute="habit_id", metadata={"description": "The habit's."})
    title = ma.fields.String(required=True)
    made_on = Day(required=True)
    state = one_of(
        *("open", "agreed", "put_aside", "withdrawn"),
        required=True,
        metadata={"description": "`open` until both have said yes to it, or one has not."},
    )
    version = ma.fields.Integer(required=True)
    why = ma.fields.String(required=True, allow_none=True)
    emoji = ma.fields.String(required=True, allow_none=True)
    plan = ma.fields.String(required=True, allow_none=True)
    two_minute = ma.fields.String(required=True, allow_none=True)
    terms = ma.fields.Nested(SuggestedTerms, required=True)
    starts_on = Day(required=True, allow_none=True)


class SuggestionPage(Schema):
    """A page of what was suggested to a couple, newest first."""

    items = ma.fields.List(ma.fields.Nested(Suggestion), required=True)
    next = ma.fields.String(required=True, allow_none=True)
