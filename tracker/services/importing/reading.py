"""A file, or what was pasted: which of the known kinds it is, and what is in it."""

from tracker.services.importing import archive, loop, plain, table
from tracker.services.importing.found import Found, Unreadable

LARGEST = 1024 * 1024
"""Of a file as it is handed in, in bytes."""


def read(raw: bytes) -> list[Found]:
    """Return the habits of a file, each with a day at least. Raises Unreadable."""
    if len(raw) > LARGEST:
        raise Unreadable("too_large")
    if archive.is_zip(raw):
        habits = loop.read_archive(archive.files_of(raw, loop.is_wanted))
    else:
        rows = list(table.rows_of(table.text_of(raw)))
        if not rows:
            raise Unreadable("empty")
        habits = loop.read_matrix(rows) if loop.is_matrix(rows[0]) else plain.read(rows)
    if not habits:
        raise Unreadable("empty")
    return habits
