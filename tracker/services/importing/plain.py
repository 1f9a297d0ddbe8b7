"""Woven's own plain table: `date,habit,done,note`, the last two may be left out.

See docs/formats.md. The columns stand in any order under their names, or without names in this one.
"""

from collections.abc import Iterable, Sequence

from tracker.services.importing.found import (
    LONGEST_NAME,
    MOST_DAYS,
    MOST_HABITS,
    Found,
    Gathering,
    Unreadable,
    clean,
    day_of,
    found,
)

COLUMNS = ("date", "habit", "done", "note")
YES = frozenset({"1", "x", "y", "yes", "true", "done", "✓", "✔"})


def read(rows: Iterable[Sequence[str]]) -> list[Found]:
    """Return the habits of a table, in the order in which they first come. Raises Unreadable."""
    columns: dict[str, int] | None = None
    gathered: dict[str, Gathering] = {}
    total = 0
    for row in rows:
        if columns is None:
            columns = _columns(row)
            if day_of(row[0]) is None:  # the names of the columns
                continue
        day = day_of(_cell(row, columns, "date"))
        name = clean(_cell(row, columns, "habit"), LONGEST_NAME)
        times = _times(_cell(row, columns, "done"), is_there="done" in columns)
        if day is None or not name or not times:
            continue
        if name not in gathered and len(gathered) >= MOST_HABITS:
            raise Unreadable("too_many_habits")
        gathering = gathered.setdefault(name, Gathering())
        total -= len(gathering)
        gathering.add(day, times, _cell(row, columns, "note"))
        total += len(gathering)
        if total > MOST_DAYS:
            raise Unreadable("too_many_days")
    return found(gathered)


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Return where each column stands. Raises Unreadable for a table that is none of ours."""
    if day_of(row[0]) is not None:
        if len(row) < 2:
            raise Unreadable("not_a_table")
        return {name: at for at, name in enumerate(COLUMNS) if at < len(row)}
    names = [cell.strip().lower() for cell in row]
    columns = {name: names.index(name) for name in COLUMNS if name in names}
    if "date" not in columns or "habit" not in columns:
        raise Unreadable("not_a_table")
    return columns


def _cell(row: Sequence[str], columns: dict[str, int], name: str) -> str:
    at = columns.get(name)
    return row[at] if at is not None and at < len(row) else ""


def _times(text: str, *, is_there: bool) -> int:
    """Return how often it was done: of a table without that column once, whatever stands there."""
    if not is_there:
        return 1
    text = text.strip().lower()
    if text.isascii() and text.isdigit():
        return int(text[:6])
    return int(text in YES)
