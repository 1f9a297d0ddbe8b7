"""Shapes of what was changed of what two people share."""

import marshmallow as ma

from tracker.schemas.fields import Day, Id, Schema, Text, one_of

KINDS = (
    "linked",
    "title",
    "days_back",
    "week_start",
    "agreed",
    "changed",
    "reworded",
    "ended",
    "lives_on",
    "paused",
    "pause_ended",
    "pause_removed",
    "occasion",
    "tick_back",
    "brought",
    "wall_made",
    "wall_changed",
    "wall_ended",
    "checkins_agreed",
    "checkins_ended",
    "coach_asked",
    "coach_in",
    "coach_ended",
)


class SharedChange(Schema):
    """One change, by day."""

    number = ma.fields.Integer(
        required=True, metadata={"description": "In the order in which they were noted."}
    )
    day = Day(required=True, metadata={"description": "As it was for whoever did it."})
    what = one_of(*KINDS, required=True)
    by = Id(
        required=True,
        allow_none=True,
        metadata={
            "description": "Who did it, or said yes to it. Null where that is told to nobody."
        },
    )
    habit = Id(required=True, allow_none=True)
    title = Text(
        80,
        required=True,
        allow_none=True,
        metadata={"description": "What the habit is called now."},
    )
    data = ma.fields.Raw(
        required=True,
        metadata={
            "type": "object",
            "description": (
                "Dates and numbers: `first`, `last` of a pause; `period`, `value`, `was` of when "
                "one is to be; `value`, `was` of what the two set, and of their title whether "
                "there is one; `date` of a tick; `first`, `last`, `days` that were brought; "
                "`version` of what was agreed; `every`, in weeks, of check-ins; `names` of a "
                "screen."
            ),
        },
    )


class SharedChangePage(Schema):
    """A page of changes, the newest day first."""

    items = ma.fields.List(ma.fields.Nested(SharedChange), required=True)
    next = ma.fields.String(required=True, allow_none=True)
