"""Habits, the terms they live under, and what is asked for."""

from typing import Any

import marshmallow as ma

from tracker import streaks
from tracker.schemas.fields import SMALL, Bool, Day, Id, Int, PageQuery, Schema, Text, one_of
from tracker.streaks.terms import MODES

STATES = ("proposed", "active", "declined", "withdrawn", "retired")
BEGINS = ("next_period", "tomorrow")


class CadenceIn(Schema):
    """How often; what the rules know is for the engine to say."""

    unit = one_of("day", "week", "month", required=True)
    every = Int(1, SMALL, load_default=1)
    times = Int(1, SMALL, load_default=1)
    weekdays = ma.fields.List(
        Int(1, 7),
        load_default=None,
        allow_none=True,
        metadata={"description": "ISO weekdays, for each single day alone."},
    )

    @ma.post_load
    def judge(self, data: dict[str, Any], **_kwargs: Any) -> streaks.Cadence:
        """Return the cadence, or refuse one that the rules do not know."""
        try:
            return streaks.Cadence(**data)
        except ValueError as error:
            field, _, message = str(error).partition(": ")
            raise ma.ValidationError({field: [message]}) from None


class Wishes(Schema):
    """What can be asked for; each action says what it needs of it."""

    title = Text(80)
    why = Text(500, lines=True, allow_none=True)
    emoji = Text(16, allow_none=True)
    plan = Text(
        200,
        allow_none=True,
        metadata={"description": "When and how: “When we have cleared the table, we …”."},
    )
    two_minute = Text(
        200, allow_none=True, metadata={"description": "The small version that counts too."}
    )
    cadence = ma.fields.Nested(CadenceIn)
    mode = one_of(*MODES)
    first_turn = Id(allow_none=True)
    grace = Bool()

    @ma.validates_schema
    def judge_first_turn(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse somebody who is to begin where nobody takes turns."""
        mode = data.get("mode", "turns")
        if data.get("first_turn") is not None and mode != "turns":
            raise ma.ValidationError("Only with turns does somebody begin.", "first_turn")


class HabitIn(Wishes):
    """A habit one person asks the other for."""

    title = Text(80, required=True)
    cadence = ma.fields.Nested(CadenceIn, required=True)
    mode = one_of(*MODES, required=True)
    starts_on = Day(allow_none=True)


class CounterIn(Wishes):
    """Another version in answer to one; what is left out stays as in that one."""

    version = Int(1, SMALL, required=True)
    starts_on = Day(allow_none=True, metadata={"description": "Of a first proposal alone."})
    begins = one_of(*BEGINS, metadata={"description": "Of an amendment alone."})


class AmendmentIn(Wishes):
    """Other terms or words for a habit in force; what is left out stays as it is."""

    begins = one_of(*BEGINS)


class RetireIn(Schema):
    """How a habit ends: for good, or to be lived on with and counted no more."""

    lives_on = Bool(
        load_default=False, metadata={"description": "The two go on with it, uncounted."}
    )


class OrderIn(Schema):
    """One's own order of the habits in force."""

    habits = ma.fields.List(
        Id(),
        required=True,
        validate=ma.validate.Length(max=50),
        metadata={"description": "Those left out come behind, in the order they were made."},
    )

    @ma.validates("habits")
    def judge(self, habits: list[str], **_kwargs: Any) -> None:
        """Refuse one that comes twice."""
        if len(set(habits)) < len(habits):
            raise ma.ValidationError("Each of them once.")


class MoveForm(Schema):
    """One place up or down in one's own order."""

    to = one_of("up", "down", required=True)


class Order(Schema):
    """One's own order of the habits in force, all of them."""

    habits = ma.fields.List(Id(), required=True)


class Answer(Schema):
    """Which version is meant."""

    version = Int(1, SMALL, required=True)


class Cadence(Schema):
    """How often."""

    unit = one_of("day", "week", "month", required=True)
    every = ma.fields.Integer(required=True)
    times = ma.fields.Integer(required=True)
    weekdays = ma.fields.List(ma.fields.Integer(), required=True, allow_none=True)


class Terms(Schema):
    """What was agreed, or is asked for."""

    cadence = ma.fields.Nested(Cadence, required=True)
    mode = one_of(*MODES, required=True)
    first_turn = Id(required=True, allow_none=True)
    grace = Bool(required=True)
    starts_on = Day(required=True, allow_none=True)
    ends_on = Day(required=True, allow_none=True)


class Version(Schema):
    """What somebody asks for. `begins` is null but for a change of terms in force."""

    version = ma.fields.Integer(required=True)
    by = Id(required=True, allow_none=True)
    title = ma.fields.String(required=True)
    why = ma.fields.String(required=True, allow_none=True)
    emoji = ma.fields.String(required=True, allow_none=True)
    plan = ma.fields.String(required=True, allow_none=True)
    two_minute = ma.fields.String(required=True, allow_none=True)
    terms = ma.fields.Nested(Terms, required=True)
    begins = one_of(*BEGINS, required=True, allow_none=True)
    at = Day(required=True)


class PastVersion(Version):
    """A version, and what became of it."""

    status = one_of("open", "accepted", "countered", "declined", "withdrawn", required=True)
    answered_on = Day(required=True, allow_none=True)


class OccasionOut(Schema):
    """When the two mean to do it this time."""

    day = Day(required=True)
    time = ma.fields.String(required=True, allow_none=True)
    words = ma.fields.String(required=True, allow_none=True)


class Brings(Schema):
    """Days of before that come in with a yes; once they are in, their words are read as others."""

    by = Id(required=True)
    days = ma.fields.Integer(required=True)
    notes = ma.fields.Integer(
        required=True, metadata={"description": "How many of the days have words with them."}
    )
    first = Day(required=True)
    last = Day(required=True)


class Habit(Schema):
    """A habit, its terms on the later of the two dates, and what is asked for."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    why = ma.fields.String(required=True, allow_none=True)
    emoji = ma.fields.String(required=True, allow_none=True)
    plan = ma.fields.String(required=True, allow_none=True)
    two_minute = ma.fields.String(required=True, allow_none=True)
    state = one_of(*STATES, required=True)
    terms = ma.fields.Nested(Terms, required=True, allow_none=True)
    next_terms = ma.fields.Nested(Terms, required=True, allow_none=True)
    proposal = ma.fields.Nested(Version, required=True, allow_none=True)
    occasion = ma.fields.Nested(OccasionOut, required=True, allow_none=True)
    starts_on = Day(required=True, allow_none=True)
    retired_on = Day(required=True, allow_none=True)
    lives_on = Bool(
        required=True, metadata={"description": "Of one that ended: it goes on uncounted."}
    )
    said_yes = Bool(
        required=True,
        metadata={
            "description": "Of what a coach suggests, which both answer: you have said yes. "
            "Shown to nobody but you."
        },
    )
    brings = ma.fields.Nested(
        Brings,
        required=True,
        allow_none=True,
        metadata={"description": "What comes with what is asked, from an import."},
    )


class HabitQuery(PageQuery):
    """Which habits."""

    state = one_of(*STATES, load_default=None)


class HabitList(Schema):
    """Several habits, all there are."""

    items = ma.fields.List(ma.fields.Nested(Habit), required=True)


class HabitPage(Schema):
    """A page of habits, oldest first."""

    items = ma.fields.List(ma.fields.Nested(Habit), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class HistoryPage(Schema):
    """A page of versions, oldest first."""

    items = ma.fields.List(ma.fields.Nested(PastVersion), required=True)
    next = ma.fields.String(required=True, allow_none=True)
