"""The forms on the page of today: they know no true and false, and no numbers."""

from typing import Any

import marshmallow as ma

from tracker.schemas.fields import SMALL, Day, Id, Int, Schema, Text, one_of
from tracker.schemas.occasion import OccasionIn
from tracker.schemas.tick import NOTE


class TickForm(Schema):
    """A place of a day, and what it is to be."""

    habit = Id(required=True)
    date = Day(required=True)
    slot = Int(0, SMALL, load_default=0)
    done = one_of("true", "false", required=True)


class WordsForm(Schema):
    """A line of words for a place of a day; an empty one takes it back."""

    habit = Id(required=True)
    date = Day(required=True)
    slot = Int(0, SMALL, load_default=0)
    note = Text(NOTE, lines=True, allow_none=True, load_default=None)


class OccasionForm(OccasionIn):
    """When this one is to be; with `clear` it is open again."""

    habit = Id(required=True)
    period_start = Day(required=True)
    day = Day()
    clear = one_of("true", load_default=None)

    @ma.validates_schema
    def need_day(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse an occasion without a day."""
        if not data.get("clear") and "day" not in data:
            raise ma.ValidationError("Which day?", "day")
