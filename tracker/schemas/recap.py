"""Shapes of the weekly recap."""

import marshmallow as ma

from tracker.schemas.fields import Day, Id, Schema, one_of

NOTICES = (
    "way_back",
    "first_crossing",
    "best_run",
    "weekday",
    "more_woven",
    "words",
    "quiet",
    "woven",
    "beginning",
)
GROUNDS = ("woven", "plain", "open", "empty")


class Span(Schema):
    """A week that can be looked back on."""

    start = Day(required=True)
    end = Day(required=True)


class Recaps(Schema):
    """A page of weeks, newest first."""

    items = ma.fields.List(ma.fields.Nested(Span), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class Kept(Schema):
    """A habit that was kept, and how often."""

    habit = Id(required=True)
    title = ma.fields.String(required=True)
    times = ma.fields.Integer(required=True)


class DayOfWeek(Schema):
    """A day of the couple's cloth."""

    date = Day(required=True, attribute="start")
    ground = one_of(*GROUNDS, required=True)


class Notice(Schema):
    """One thing to notice; which of the others are there depends on the kind."""

    kind = one_of(*NOTICES, required=True)
    habit = Id(
        required=True,
        allow_none=True,
        metadata={"description": "With `first_crossing` and `best_run`."},
    )
    day = Day(
        required=True, allow_none=True, metadata={"description": "With `way_back` and `weekday`."}
    )
    number = ma.fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "With `best_run` how many in a row, with `more_woven` how many days, "
            "with `words` how many lines."
        },
    )


class Question(Schema):
    """A card of the deck."""

    card = ma.fields.String(required=True)
    text = ma.fields.String(required=True)


class Recap(Span):
    """What the two kept in a week. It never says who did something, nor what was not done."""

    days = ma.fields.List(ma.fields.Nested(DayOfWeek), required=True)
    days_woven = ma.fields.Integer(required=True)
    kept = ma.fields.List(ma.fields.Nested(Kept), required=True)
    words = ma.fields.Integer(
        required=True, metadata={"description": "Lines written with ticks, of both together."}
    )
    is_woven = ma.fields.Boolean(
        required=True, metadata={"description": "Whether it counts as a woven week."}
    )
    late_until = Day(
        required=True,
        allow_none=True,
        metadata={"description": "Until when something of it can still be written down."},
    )
    notice = ma.fields.Nested(Notice, required=True)
    question = ma.fields.Nested(Question, required=True)
