"""When this one is to be."""

import re
from typing import Any

import marshmallow as ma

from tracker.schemas.fields import Day, Schema, Text
from tracker.spoken import N_

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class OccasionIn(Schema):
    """A day, and what else there is to say; `null` in place of it all clears."""

    day = Day(required=True)
    time = ma.fields.String(
        allow_none=True,
        load_default=None,
        metadata={"example": "21:30"},
        validate=ma.validate.Regexp(CLOCK.pattern + r"\Z", error=N_("A time as HH:MM.")),
    )
    words = Text(500, lines=True, allow_none=True, load_default=None)

    def load(self, data: Any, **kwargs: Any) -> Any:
        """Return None for null, which no schema of an object takes."""
        return None if data is None else super().load(data, **kwargs)
