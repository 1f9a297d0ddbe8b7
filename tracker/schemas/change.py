"""Shapes of a person's stream of changes."""

import marshmallow as ma

from tracker.schemas.fields import CURSOR, Id, Int, QueryInt, Schema, one_of

KINDS = (
    "tick",
    "occasion",
    "habit",
    "pause",
    "couple",
    "unlinked",
    "coach",
    "checkin",
    "talk",
    "cards",
    "mark",
    "settings",
)


class Change(Schema):
    """One item of the stream. Free text is never in it."""

    seq = ma.fields.Integer(required=True)
    kind = one_of(*KINDS, required=True)
    at = ma.fields.String(
        required=True,
        metadata={"description": "An instant for one's own acts; a date for the partner's."},
    )
    by = Id(required=True, allow_none=True)
    data = ma.fields.Raw(required=True, metadata={"type": "object"})


class ChangesQuery(Schema):
    """From where on, and how many."""

    after = QueryInt(0, CURSOR, load_default=0)
    limit = QueryInt(1, 100, load_default=100)


class CatchUp(Schema):
    """From where on, over a socket."""

    after = Int(0, CURSOR, load_default=0)


class ChangePage(Schema):
    """A stretch of the stream. `reset`: load everything afresh and go on from `cursor`."""

    items = ma.fields.List(ma.fields.Nested(Change), required=True)
    cursor = ma.fields.Integer(required=True)
    reset = ma.fields.Boolean(required=True)
