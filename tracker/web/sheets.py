"""Tables for spreadsheets, disarmed: no cell of ours is a formula, whoever wrote what is in it."""

import csv
import io
from collections.abc import Iterable, Sequence

MIMETYPE = "text/csv"
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\0")


def cell(value: object) -> str:
    """Return a cell's text; one that a spreadsheet would work out gets a leading apostrophe.

    NUL cannot be in a file of text at all and goes.
    """
    text = "" if value is None else str(value)
    armed = text.startswith(_TRIGGERS)
    text = text.replace("\0", "")
    return f"'{text}" if armed else text


def write(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV (RFC 4180) in UTF-8.

    With a byte order mark: without one Excel reads names as of another alphabet, and all others
    know it.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
