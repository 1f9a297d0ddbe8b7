"""The base types every schema is built from: what is refused here is refused everywhere."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import available_timezones

import marshmallow as ma

from tracker.spoken import N_

ZONES = frozenset(available_timezones()) - {"Factory", "localtime"}
SMALLEST, SMALL, CURSOR = 2**15 - 1, 2**31 - 1, 2**63 - 1
"""What the whole numbers of the store hold."""
_write = json.JSONEncoder(separators=(",", ":")).encode


def described(kwargs: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """Return a field's arguments with its shape added to what documents it."""
    return kwargs | {"metadata": shape | kwargs.get("metadata", {})}


def as_json(document: object) -> str:
    """Return a document as an answer has it."""
    return _write(document) + "\n"


class Schema(ma.Schema):
    """A shape. Unknown fields are refused, never ignored."""

    class Meta:
        """The rule for unknown fields."""

        unknown = ma.RAISE

    def write(self, result: object) -> str:
        """Return what a view gave back as JSON."""
        return as_json(self.dump(result))


class Text(ma.fields.Field[str]):
    """Text: NFC, stripped, at most `most` code points, no control characters or surrogates.

    With `lines` it may hold line feeds; CRLF and CR become LF. Text that is empty after
    stripping is refused, or where it may be null becomes None.
    """

    default_error_messages = {
        "invalid": N_("This must be text."),
        "empty": N_("This may not be empty."),
        "characters": N_("This holds characters that are not text."),
        "long": "At most {most} characters.",
    }

    def __init__(self, most: int, *, lines: bool = False, strip: bool = True, **kwargs: Any):
        shape: dict[str, Any] = {"type": "string", "maxLength": most}
        if not kwargs.get("allow_none"):
            shape["minLength"] = 1
        super().__init__(**described(kwargs, shape))
        self.most = most
        self.lines = lines
        self.strip = strip

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if len(value) > 64 * self.most:  # normalising is not linear on crafted text
            raise self.make_error("long", most=self.most)
        if self.lines:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        if any(
            unicodedata.category(letter) in ("Cc", "Cs") and not (self.lines and letter == "\n")
            for letter in value
        ):
            raise self.make_error("characters")
        value = unicodedata.normalize("NFC", value)
        if self.strip:
            value = value.strip()
        if len(value) > self.most:
            raise self.make_error("long", most=self.most)
        if not value:
            if self.allow_none:
                return None
            raise self.make_error("empty")
        return value


class Int(ma.fields.Integer):
    """A whole number within bounds. True is not one, nor is "1" in JSON."""

    def __init__(self, low: int, high: int, **kwargs: Any):
        kwargs["validate"] = ma.validate.Range(
            low, high, error=N_("A whole number from {min} to {max}.")
        )
        super().__init__(strict=True, **kwargs)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool | str | float):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class QueryInt(ma.fields.Field[int]):
    """A whole number in a query string: ASCII digits."""

    default_error_messages = {"invalid": "A whole number from {low} to {high}."}

    def __init__(self, low: int, high: int, **kwargs: Any):
        shape = {"type": "integer", "minimum": low, "maximum": high}
        super().__init__(**described(kwargs, shape))
        self.low = low
        self.high = high

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,19}", value):
            raise self.make_error("invalid", low=self.low, high=self.high)
        if not self.low <= int(value) <= self.high:
            raise self.make_error("invalid", low=self.low, high=self.high)
        return int(value)


class Bool(ma.fields.Boolean):
    """true or false, not their many spellings."""

    truthy = {True}
    falsy = {False}

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Id(ma.fields.Field[str]):
    """A UUID in canonical lower case."""

    default_error_messages = {"invalid": N_("This is not an id.")}

    def __init__(self, **kwargs: Any):
        super().__init__(**described(kwargs, {"type": "string", "format": "uuid"}))

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, str) or not is_id(value):
            raise self.make_error("invalid")
        return value


def is_id(value: str) -> bool:
    """Tell whether a string is a UUID in canonical lower case."""
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value) is not None


def read_id(value: str) -> str:
    """Return an id as it came; ValueError for what is none."""
    if not is_id(value):
        raise ValueError("not an id")
    return value


class Day(ma.fields.Field[date]):
    """A date as YYYY-MM-DD, from 1970 to 2199: arithmetic on it cannot overflow."""

    default_error_messages = {"invalid": N_("A date as YYYY-MM-DD.")}

    def __init__(self, **kwargs: Any):
        super().__init__(**described(kwargs, {"type": "string", "format": "date"}))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else value.isoformat()

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        day = parse_day(value) if isinstance(value, str) else None
        if day is None:
            raise self.make_error("invalid")
        return day


class AnyDay(Day):
    """A date as YYYY-MM-DD, of any year: for what is compared and never computed with."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        day = parse_any_day(value) if isinstance(value, str) else None
        if day is None:
            raise self.make_error("invalid")
        return day


def parse_day(value: str) -> date | None:
    """Read YYYY-MM-DD from 1970 to 2199; None for anything else."""
    day = parse_any_day(value)
    return day if day is not None and 1970 <= day.year <= 2199 else None


def parse_any_day(value: str) -> date | None:
    """Read YYYY-MM-DD; None for anything else."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


class Instant(ma.fields.Field[datetime]):
    """An instant, RFC 3339; any offset comes in, UTC with `Z` goes out."""

    default_error_messages = {"invalid": N_("An instant such as 2026-05-04T18:30:00Z.")}
    _form = re.compile(
        r"(19[789][0-9]|2[01][0-9]{2})-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}"
        r"(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})",
        re.ASCII,
    )

    def __init__(self, **kwargs: Any):
        super().__init__(**described(kwargs, {"type": "string", "format": "date-time"}))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if value is None:
            return None
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, str) or not self._form.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.make_error("invalid") from None


class Zone(ma.fields.Field[str]):
    """An IANA zone name."""

    default_error_messages = {"invalid": N_("A time zone such as Europe/Berlin.")}

    def __init__(self, **kwargs: Any):
        super().__init__(**described(kwargs, {"type": "string", "example": "Europe/Berlin"}))

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, str) or value not in ZONES:
            raise self.make_error("invalid")
        return value


class Empty(Schema):
    """The body of a POST without fields."""


class PageQuery(Schema):
    """Which page of a list."""

    after = ma.fields.String(metadata={"description": "`next` of the page before."})
    limit = QueryInt(1, 100, load_default=100)


def one_of(*words: str, **kwargs: Any) -> ma.fields.String:
    """Return a field that takes one of a few words."""
    return ma.fields.String(validate=ma.validate.OneOf(words), **kwargs)
