"""Shapes of a couple."""

import marshmallow as ma

from tracker.schemas.fields import CURSOR, Day, Id, Int, Schema, Text, Zone


class Partner(Schema):
    """One of the two."""

    id = Id(required=True)
    name = Text(80, required=True)
    timezone = Zone(required=True, allow_none=True)
    """Null for one's partner."""
    local_date = Day(required=True)


class Couple(Schema):
    """Two linked people, as one of them sees it."""

    id = Id(required=True)
    partners = ma.fields.List(ma.fields.Nested(Partner), required=True)
    title = Text(
        80,
        required=True,
        allow_none=True,
        metadata={"description": "What the two call themselves, null where they do not."},
    )
    week_start = Int(1, 7, required=True, metadata={"description": "ISO weekday, Monday is 1."})
    backfill_days = Int(1, 30, required=True)
    today = Day(required=True)
    latest = Day(required=True)
    linked_on = Day(required=True)
    cursor = Int(0, CURSOR, required=True, metadata={"description": "Go on from here."})


class CoupleChange(Schema):
    """What the two set together; what is left out stays."""

    title = Text(80, allow_none=True)
    week_start = Int(
        1, 7, metadata={"description": "Only until a first habit is active: `week_is_fixed`."}
    )
    backfill_days = Int(1, 30)
