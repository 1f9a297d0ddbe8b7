"""Shapes of progress: periods, standings, weeks."""

import marshmallow as ma

from tracker import streaks
from tracker.schemas.fields import Day, Id, Schema, one_of
from tracker.streaks.terms import MODES


class Period(Schema):
    """One stretch of the calendar in which the promise was to be kept once."""

    start = Day(required=True)
    end = Day(required=True)
    target = ma.fields.Integer(required=True)
    done = ma.fields.Integer(required=True)
    done_by = ma.fields.Dict(
        required=True,
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        metadata={"description": "Marks of each partner, by id."},
    )
    fraction = ma.fields.Float(required=True)
    outcome = one_of(*map(str, streaks.Outcome), required=True)
    turn = Id(required=True, allow_none=True)
    partial = ma.fields.Boolean(required=True)  # type: ignore[assignment]  # the contract's name for it


class Standing(Schema):
    """Where a habit stands; `period` contains the couple's latest date."""

    current = ma.fields.Integer(required=True)
    best = ma.fields.Integer(required=True)
    grace = ma.fields.Integer(required=True)
    strength = ma.fields.Float(required=True)
    period = ma.fields.Nested(Period, required=True, allow_none=True)


class Adherence(Schema):
    """Kept ÷ counted over the range; `own` holds the asking person's figure alone."""

    couple = ma.fields.Float(required=True, allow_none=True)
    own = ma.fields.Dict(
        required=True, keys=ma.fields.String(), values=ma.fields.Float(allow_none=True)
    )


class HabitProgress(Standing):
    """A habit's progress over a range of dates."""

    periods = ma.fields.List(ma.fields.Nested(Period), required=True)
    adherence = ma.fields.Nested(Adherence, required=True)


class HabitStanding(Standing):
    """Where one of the couple's habits stands."""

    id = Id(required=True)
    title = ma.fields.String(required=True)
    mode = one_of(*MODES, required=True)


class Week(Schema):
    """A calendar week of the couple."""

    start = Day(required=True)
    progress = ma.fields.Float(required=True, allow_none=True)
    state = one_of(*map(str, streaks.WeekState), required=True)


class Overview(Schema):
    """The couple's weeks, and where each habit in force stands."""

    today = Day(required=True)
    latest = Day(required=True)
    streak = ma.fields.Integer(required=True)
    week = ma.fields.Nested(Week, required=True)
    weeks = ma.fields.List(ma.fields.Nested(Week), required=True)
    habits = ma.fields.List(ma.fields.Nested(HabitStanding), required=True)


class Range(Schema):
    """A range of dates, both ends included."""

    from_ = Day(data_key="from")
    to = Day()
