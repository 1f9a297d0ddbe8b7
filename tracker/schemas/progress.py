"""Shapes of progress: periods, standings, weeks."""

import marshmallow as ma

from tracker.schemas.fields import Day, Id, Schema

OUTCOMES = ("kept", "open", "paused", "void", "pending", "graced", "missed")


class Period(Schema):
    """One stretch of the calendar in which the promise was to be kept once."""

    start = Day()
    end = Day()
    target = ma.fields.Integer()
    done = ma.fields.Integer()
    done_by = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        metadata={"description": "Marks of each partner, by id."},
    )
    fraction = ma.fields.Float()
    outcome = ma.fields.String(metadata={"enum": list(OUTCOMES)})
    turn = Id(allow_none=True)
    partial = ma.fields.Boolean()  # type: ignore[assignment]  # the contract's name for it


class Standing(Schema):
    """Where a habit stands; `period` contains the couple's latest date."""

    current = ma.fields.Integer()
    best = ma.fields.Integer()
    grace = ma.fields.Integer()
    strength = ma.fields.Float()
    period = ma.fields.Nested(Period, allow_none=True)


class Adherence(Schema):
    """Kept ÷ counted over the range; `own` holds the asking person's figure alone."""

    couple = ma.fields.Float(allow_none=True)
    own = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Float(allow_none=True))


class HabitProgress(Standing):
    """A habit's progress over a range of dates."""

    periods = ma.fields.List(ma.fields.Nested(Period))
    adherence = ma.fields.Nested(Adherence)


class HabitStanding(Standing):
    """Where one of the couple's habits stands."""

    id = Id()
    title = ma.fields.String()
    mode = ma.fields.String(metadata={"enum": ["together", "each", "turns"]})


class Week(Schema):
    """A calendar week of the couple."""

    start = Day()
    progress = ma.fields.Float(allow_none=True)
    state = ma.fields.String(metadata={"enum": ["running", "woven", "loose", "quiet"]})


class Overview(Schema):
    """The couple's weeks, and where each habit in force stands."""

    today = Day()
    latest = Day()
    streak = ma.fields.Integer()
    week = ma.fields.Nested(Week)
    weeks = ma.fields.List(ma.fields.Nested(Week))
    habits = ma.fields.List(ma.fields.Nested(HabitStanding))


class Range(ma.Schema):
    """A range of dates, both ends included."""

    from_ = Day(data_key="from")
    to = Day()
