"""Shapes of ticks."""

from typing import Any

import marshmallow as ma

from tracker.schemas.fields import (
    SMALL,
    Day,
    Id,
    Int,
    PageQuery,
    QueryInt,
    Schema,
    Text,
    as_json,
)
from tracker.schemas.progress import Range, Standing

NOTE = 500


class TickIn(Schema):
    """Write down that it was done. Without `note` a note stays; null clears it."""

    slot = Int(0, SMALL, load_default=0)
    note = Text(NOTE, lines=True, allow_none=True)


class ClearQuery(Schema):
    """Which of the day's places to clear."""

    slot = QueryInt(0, SMALL, load_default=0)


class Tick(Schema):
    """One person's tick."""

    person = Id(required=True)
    date = Day(required=True)
    slot = ma.fields.Integer(required=True)
    done = ma.fields.Boolean(required=True)
    note = ma.fields.String(required=True, allow_none=True)
    late = ma.fields.Boolean(
        required=True,
        allow_none=True,
        metadata={
            "description": "Written down more than a day after its date; null for the other's."
        },
    )


class AtHand(ma.fields.Nested):
    """What hands out its data itself, in the same shape: a tick is answered sooner so."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        return value.data


class Ticked(Schema):
    """A tick, and where its habit stands with it."""

    tick = AtHand(Tick, required=True)
    progress = AtHand(Standing, required=True)

    def write(self, result: Any) -> str:
        """Return it as JSON, without a look at each field: both parts have their data at hand."""
        return as_json({"tick": result.tick.data, "progress": result.progress.data})


class TickItem(Tick):
    """A tick in a list: what is listed is done."""

    class Meta:
        """What a list leaves out."""

        exclude = ("done",)


class TickList(Schema):
    """A stretch of ticks."""

    items = ma.fields.List(ma.fields.Nested(TickItem), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class TickQuery(PageQuery, Range):
    """Which ticks to list."""
