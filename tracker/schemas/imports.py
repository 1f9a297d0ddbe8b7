"""What somebody brings along from another program."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from tracker.schemas.fields import Bool, Day, Id, Schema, Text, described, one_of, parse_day
from tracker.schemas.habit import Cadence, CadenceIn
from tracker.spoken import N_

MOST_HABITS = 50
MOST_DAYS = 20_000
MOST_A_DAY = 20
LARGEST = 1024 * 1024
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = {
    "type": "object",
    "required": ["date"],
    "additionalProperties": False,
    "properties": {
        "date": {"type": "string", "format": "date"},
        "times": {"type": "integer", "minimum": 1, "maximum": MOST_A_DAY, "default": 1},
        "note": {"type": ["string", "null"], "maxLength": 500},
    },
}


class Days(ma.fields.Field[list[dict[str, Any]]]):
    """Days on which it was done; each by itself would take a schema seconds."""

    default_error_messages = {
        "invalid": N_("A list of days."),
        "many": "At most {most} days.",
        "day": "Each day is `{{date, times?, note?}}`.",
    }

    def __init__(self, **kwargs: Any):
        shape = {"type": "array", "items": _DAY, "minItems": 1, "maxItems": MOST_DAYS}
        super().__init__(**described(kwargs, shape))
        self._note = Text(500, lines=True, allow_none=True)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, list) or not value:
            raise self.make_error("invalid")
        if len(value) > MOST_DAYS:
            raise self.make_error("many", most=MOST_DAYS)
        return [self._day(each) for each in value]

    def _day(self, given: Any) -> dict[str, Any]:
        if not isinstance(given, dict) or not given.keys() <= {"date", "times", "note"}:
            raise self.make_error("day")
        times, day = given.get("times", 1), given.get("date")
        date = parse_day(day) if isinstance(day, str) else None
        if date is None or type(times) is not int or not 1 <= times <= MOST_A_DAY:
            raise self.make_error("day")
        return {"date": date, "times": times, "note": self._note.deserialize(given.get("note"))}


class RawText(ma.fields.Field[str]):
    """What a file says: no control characters but tabs and ends of lines, and no surrogates."""

    default_error_messages = {
        "invalid": N_("This must be text."),
        "long": "At most 1 MiB.",
        "characters": N_("This holds characters that are not text."),
    }

    def __init__(self, **kwargs: Any):
        super().__init__(**described(kwargs, {"type": "string", "maxLength": LARGEST}))

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if len(value) > LARGEST:
            raise self.make_error("long")
        if _NO_TEXT.search(value):
            raise self.make_error("characters")
        return value


class Packed(RawText):
    """A file's bytes, in base64."""

    default_error_messages = {"base64": "This is not base64."}

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        try:
            return base64.b64decode(
                super()._deserialize(value, attr, data, **kwargs), validate=True
            )
        except (binascii.Error, ValueError) as error:
            if isinstance(error, ma.ValidationError):
                raise
            raise self.make_error("base64") from None


class PreviewIn(Schema):
    """A file: a table as text, or a zip in base64."""

    table = RawText(metadata={"description": "A table as text: see docs/formats.md."})
    zip = Packed(metadata={"description": "An export of Loop Habit Tracker, in base64."})

    @ma.validates_schema
    def judge(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Take one of the two."""
        if len(data) != 1:
            raise ma.ValidationError("Either `table` or `zip`.", "table")


class DoneDay(Schema):
    """A day on which it was done."""

    date = Day(required=True)
    times = ma.fields.Integer(required=True)
    note = ma.fields.String(required=True, allow_none=True)


class FoundHabit(Schema):
    """A habit that is in a file."""

    name = ma.fields.String(required=True)
    first = Day(required=True)
    last = Day(required=True)
    cadence = ma.fields.Nested(Cadence, required=True)
    is_said = Bool(
        required=True,
        metadata={"description": "The file says how often; else it is worked out from the days."},
    )
    days = ma.fields.List(ma.fields.Nested(DoneDay), required=True)


class Preview(Schema):
    """What is in a file; nothing of it is kept."""

    habits = ma.fields.List(ma.fields.Nested(FoundHabit), required=True)


class ChosenHabit(Schema):
    """A habit as it is to be asked for; with `habit` its days go to that one, which runs."""

    habit = Id(load_default=None, allow_none=True)
    title = Text(80)
    cadence = ma.fields.Nested(CadenceIn)
    mode = one_of("together", "each")
    starts_on = Day(
        load_default=None,
        allow_none=True,
        metadata={"description": "Days before it are left out."},
    )
    days = Days(required=True)

    @ma.validates_schema
    def judge(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """A new habit needs words and terms; one that runs has them."""
        own = {"title", "cadence", "mode"}
        missing = {name: ["Missing data for required field."] for name in own - data.keys()}
        if data.get("habit") is None and missing:
            raise ma.ValidationError(missing)


class ImportIn(Schema):
    """Habits to ask for, each with its days."""

    habits = ma.fields.List(
        ma.fields.Nested(ChosenHabit),
        required=True,
        validate=ma.validate.Length(1, MOST_HABITS),
    )

    @ma.validates_schema
    def judge(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse more days than are read at once, and a habit that comes twice."""
        habits = data.get("habits", [])
        if sum(len(each["days"]) for each in habits) > MOST_DAYS:
            raise ma.ValidationError(f"At most {MOST_DAYS} days.", "habits")
        into = [each["habit"] for each in habits if each["habit"] is not None]
        if len(set(into)) < len(into):
            raise ma.ValidationError("Each of them once.", "habits")
