"""The forms with which the two take a break, and say when this one is to be."""

from typing import Any

import marshmallow as ma

from tracker.schemas.fields import Day, Id, Schema, one_of
from tracker.schemas.occasion import OccasionIn
from tracker.schemas.pause import PauseIn
from tracker.spoken import N_


class SkipForm(Schema):
    """The period that is meant, by its first day."""

    period = Day(required=True)


class HardWeekForm(Schema):
    """The one habit that goes on."""

    keep = Id(required=True)


class PauseForm(PauseIn):
    """Dates to take off, from one habit or from all."""

    class Meta(PauseIn.Meta):
        """Which habit is said by the address."""

        exclude = ("habit",)

    first = Day(required=True, error_messages={"required": N_("Choose the first day.")})
    scope = one_of("this", "all", load_default="this")


class OccasionForm(OccasionIn):
    """When the period that is meant is to be; with `clear` it is open again."""

    period = Day(required=True)
    day = Day()
    clear = one_of("true", load_default=None)

    @ma.validates_schema
    def need_day(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse an occasion without a day."""
        if not data.get("clear") and "day" not in data:
            raise ma.ValidationError("Choose the day.", "day")


class EndForm(Schema):
    """The end of a habit, by a button that says which."""

    lives_on = one_of("true", "false", load_default="false")
