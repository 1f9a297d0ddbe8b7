"""A zip that somebody hands in: opened within bounds, whatever it says of itself."""

import io
import zipfile
import zlib
from collections.abc import Callable

from tracker.services.importing.found import Unreadable

MOST_FILES = 2000
LARGEST_FILE = 2 * 1024 * 1024
LARGEST = 8 * 1024 * 1024
"""Of all that is read, unpacked."""
_STEP = 64 * 1024
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of the others a few bytes come out as gigabytes before they can be counted."""


def is_zip(raw: bytes) -> bool:
    """Tell whether this is an archive, by how it begins."""
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def files_of(raw: bytes, is_wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the files that are wanted, by their path. Raises Unreadable.

    What an archive says of its sizes is nothing to go by: what comes out is counted.
    """
    left = LARGEST
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_FILES:
                raise Unreadable("too_large")
            for entry in entries:
                if entry.is_dir() or not is_wanted(entry.filename):
                    continue
                content = _read(packed, entry, min(LARGEST_FILE, left))
                left -= len(content)
                found[entry.filename] = content
    except _BROKEN as error:
        raise Unreadable("not_a_zip") from error
    return found


_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError),
    *(ValueError, UnicodeError, IndexError),  # the last for an entry without a name
)


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    if entry.compress_type not in _WAYS:
        raise Unreadable("not_a_zip")
    parts, size = [], 0
    with packed.open(entry) as file:
        while part := file.read(_STEP):
            size += len(part)
            if size > most:
                raise Unreadable("too_large")
            parts.append(part)
    return b"".join(parts)
