"""Shapes of ticks."""

from typing import Any

import marshmallow as ma

from tracker.schemas.fields import SMALL, Day, Id, Int, QueryInt, Schema, Text
from tracker.schemas.progress import Range, Standing

NOTE = 500


class TickIn(Schema):
    """Write down that it was done. Without `note` a note stays; null clears it."""

    slot = Int(0, SMALL, load_default=0)
    note = Text(NOTE, lines=True, allow_none=True)


class ClearQuery(ma.Schema):
    """Which of the day's places to clear."""

    slot = QueryInt(0, SMALL, load_default=0)


class Tick(Schema):
    """One person's tick."""

    person = Id()
    date = Day()
    slot = ma.fields.Integer()
    done = ma.fields.Boolean()
    note = ma.fields.String(allow_none=True)
    late = ma.fields.Boolean(
        allow_none=True,
        metadata={
            "description": "Written down more than a day after its date; null for the other's."
        },
    )


class WrittenStanding(ma.fields.Nested):
    """A standing as the stream carries it: the same, and a tick has it at hand already."""

    def _serialize(self, nested_obj: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return nested_obj.as_data()


class Ticked(Schema):
    """A tick, and where its habit stands with it."""

    tick = ma.fields.Nested(Tick)
    progress = WrittenStanding(Standing)


class TickItem(Tick):
    """A tick in a list: what is listed is done."""

    class Meta:
        """What a list leaves out."""

        exclude = ("done",)


class TickList(Schema):
    """A stretch of ticks."""

    items = ma.fields.List(ma.fields.Nested(TickItem))
    next = ma.fields.String(allow_none=True)


class TickQuery(Range):
    """Which ticks to list."""

    after = ma.fields.String(metadata={"description": "`next` of the page before."})
    limit = QueryInt(1, 100, load_default=100)
