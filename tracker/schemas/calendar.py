"""Shapes of a calendar address."""

import marshmallow as ma

from tracker.schemas.fields import Instant, Schema


class CalendarState(Schema):
    """Whether there is an address that works."""

    created_at = Instant(
        required=True,
        allow_none=True,
        metadata={"description": "When it was made; null where there is none."},
    )


class CalendarAddress(Schema):
    """A new address; it is shown this once."""

    url = ma.fields.String(
        required=True,
        metadata={"format": "uri", "description": "Whoever has it can read the calendar."},
    )
    created_at = Instant(required=True)
