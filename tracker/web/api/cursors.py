"""Opaque cursors of lists: the sort key of the last item given."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from tracker.problems import BadShape
from tracker.schemas.fields import read_id


def write(key: Sequence[object] | None) -> str | None:
    """Return the cursor that goes on after this key; None at the end of a list."""
    if key is None:
        return None
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).decode()


def read(raw: str | None, *parsers: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """Return the key in a cursor, one parser a part; each raises ValueError on what is not its own.

    Raises BadShape on anything that `write` did not make.
    """
    if raw is None:
        return None
    try:
        parts = json.loads(base64.b64decode(raw, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != len(parsers):
            raise ValueError("not a cursor of this list")
        return tuple(parse(str(part)) for parse, part in zip(parsers, parts, strict=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadShape({"after": ["This is no cursor of ours."]}) from error


def number(most: int) -> Callable[[str], int]:
    """Return a parser for a whole number: with a larger one the store would fail."""

    def parse(part: str) -> int:
        if not 0 <= int(part) <= most:
            raise ValueError("not a number of this list")
        return int(part)

    return parse


def read_made(raw: str | None) -> tuple[str] | None:
    """Return the key of a list in the order of making: the last item's id."""
    return read(raw, read_id)
