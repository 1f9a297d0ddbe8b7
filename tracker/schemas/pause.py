"""Stretches of dates off."""

from typing import Any

import marshmallow as ma

from tracker.schemas.fields import Day, Id, Schema


class PauseIn(Schema):
    """Dates to take off; without `last` the end is open, without `habit` all habits rest."""

    habit = Id(allow_none=True, load_default=None)
    first = Day(required=True)
    last = Day(allow_none=True, load_default=None)

    @ma.validates_schema
    def judge_last(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse an end before the beginning."""
        if data["last"] is not None and data["last"] < data["first"]:
            raise ma.ValidationError("Not before the first day.", "last")


class Pause(Schema):
    """Dates off."""

    id = Id(required=True)
    habit = Id(required=True, allow_none=True)
    first = Day(required=True)
    last = Day(required=True, allow_none=True)
    by = Id(required=True, allow_none=True)


class PausePage(Schema):
    """A page of pauses, in the order they were made."""

    items = ma.fields.List(ma.fields.Nested(Pause), required=True)
    next = ma.fields.String(required=True, allow_none=True)
