"""The list of the undone, outside the database: a file that a restored backup leaves alone.

A line each, `instant kind id`, added and synced; several processes write it, one at a time. It
holds ids alone, and is for the operator's eyes (mode 0600).
"""

import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import structlog

from tracker.services import durable
from tracker.services.ids import is_id
from tracker.services.undone import KINDS, Entry

log = structlog.get_logger(__name__)

WAITS = 5.0
"""Seconds to wait for who writes it right now."""
_BETWEEN = 0.02


def read(path: Path) -> Sequence[Entry]:
    """Return what stands in the list, in its order; where there is no file yet, nothing."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return _entries(text)


def add(path: Path, entries: Collection[Entry]) -> int:
    """Add what does not stand in the list yet; return how much that was.

    Once it returns, the lines are on the disk. Raises OSError where they cannot be written.
    """
    with _locked(path) as file:
        text = _whole(file)
        listed = {entry.what for entry in _entries(text)}
        new = [entry for entry in entries if entry.what not in listed]
        if new:
            # A crash may have cut the last line short: what follows begins its own.
            torn = "" if not text or text.endswith("\n") else "\n"
            _write(file, torn + "".join(map(_line, new)))
    return len(new)


def forget(path: Path, until: datetime) -> int:
    """Take out what was undone until then, in one step; return how much that was."""
    if not any(entry.at <= until for entry in read(path)):
        return 0
    with _locked(path) as file:
        entries = _entries(_whole(file))
        kept = [entry for entry in entries if entry.at > until]
        fresh = path.with_name(f".{path.name}.new")
        fresh.unlink(missing_ok=True)  # of a crash; whoever writes it holds the lock
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _write(descriptor, "".join(map(_line, kept)))
        finally:
            os.close(descriptor)
        fresh.replace(path)
        durable.sync(path.parent)
    return len(entries) - len(kept)


def _entries(text: str) -> list[Entry]:
    entries, unread = [], 0
    for line in text.splitlines():
        entry = _entry(line)
        if entry is not None:
            entries.append(entry)
        elif line.strip():
            unread += 1
    if unread:
        log.warning("undone_list_unread", lines=unread)
    return entries


def _entry(line: str) -> Entry | None:
    try:
        at, kind, id_ = line.split()
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    known = next((one for one in KINDS if one == kind), None)
    if known is None or instant.tzinfo is None or not is_id(id_):
        return None
    return Entry(known, id_, instant)


def _line(entry: Entry) -> str:
    return f"{entry.at.isoformat().replace('+00:00', 'Z')} {entry.kind} {entry.id}\n"


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open the list, made where there is none, with everybody else waiting."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    deadline = time.monotonic() + WAITS
    while True:
        is_new = not path.exists()
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            if durable.lock(file) and _is_at(path, file):
                if is_new:
                    durable.sync(path.parent)
                yield file
                return
        finally:
            os.close(file)  # with it goes the lock
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path.name} is being written by somebody else")
        time.sleep(_BETWEEN)


def _is_at(path: Path, file: int) -> bool:
    """Tell whether this is still the list: who had the lock before may have put another there."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(file)
    return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)


def _whole(file: int) -> str:
    with os.fdopen(os.dup(file), "rb") as reading:
        reading.seek(0)
        return reading.read().decode("utf-8", errors="replace")


def _write(file: int, text: str) -> None:
    waiting = text.encode()
    while waiting:
        waiting = waiting[os.write(file, waiting) :]
    os.fsync(file)
