"""Text that other programs call CSV: of any alphabet, with any of three separators."""

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from tracker.services.importing.found import Unreadable

SEPARATORS = ",;\t"
LONGEST_ROW = 20_000
MOST_LINES = 100_000
"""Of one table: an archive of two thousand bytes may hold a million of them."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMULA = ("=", "+", "-", "@")


def text_of(raw: bytes) -> str:
    """Return the text of a file; what is not UTF-8 is read as older spreadsheets write it."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def rows_of(text: str) -> Iterator[list[str]]:
    """Yield the rows that hold anything. Raises Unreadable."""
    text = text.removeprefix("\ufeff").replace("\0", "")
    lines = list(StringIO(text, newline=None))  # str.splitlines ends them at more than that
    head = next((line for line in lines if line.strip()), "")
    separator = max(SEPARATORS, key=head.count)
    if len(lines) > MOST_LINES:
        raise Unreadable("too_large")
    if any(len(line) > LONGEST_ROW for line in lines):
        raise Unreadable("not_a_table")
    try:
        for row in csv.reader(lines, delimiter=separator):
            if any(cell.strip() for cell in row):
                yield [_disarmed(cell) for cell in row]
    except csv.Error as error:
        raise Unreadable("not_a_table") from error


def _disarmed(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from working a cell out: see `sheets`."""
    cell = cell.strip(" ")
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
