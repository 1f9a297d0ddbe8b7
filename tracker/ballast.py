"""Room that is kept on SQLite's disk for signing out and leaving, once it is full.

A file beside the database takes it up. Who signs out or leaves on a full disk has it removed, and
what it gives back is theirs: everybody else is told that the store is busy until the disk has so
much room again that the file can be laid anew.
"""

import contextlib
import os
from pathlib import Path

import structlog
from sqlalchemy import Engine

log = structlog.get_logger(__name__)

SIZE = 8 * 1024 * 1024
"""Bytes. To leave writes 36 KiB, as measured after ten years of twenty habits."""

_spent: set[Path] = set()
"""Files that this process has given up, and that do not lie there again."""


def path_of(engine: Engine) -> Path | None:
    """Return where the ballast of a database lies; None where there is none to keep."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(f"{engine.url.database}-ballast")


def lay(engine: Engine) -> bool:
    """Lay the file unless it lies there; tell whether it does. It never takes the last room."""
    path = path_of(engine)
    if path is None:
        return False
    if not path.exists():
        if _room(path.parent) < 2 * SIZE or not _write(path):
            return False
        log.info("ballast_laid")
    _spent.discard(path)
    return True


def release(engine: Engine) -> bool:
    """Give the file up; tell whether there is more room by it, now or since another gave it up."""
    path = path_of(engine)
    if path is None:
        return False
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        _spent.add(path)
        log.warning("ballast_released")
    return path in _spent


def is_spent(engine: Engine) -> bool:
    """Tell whether what room there is belongs to those who sign out or leave."""
    return bool(_spent) and path_of(engine) in _spent and not lay(engine)


def _room(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def _write(path: Path) -> bool:
    """Take up the room; a file that came out shorter would be none, so it is named at the end."""
    laid = path.with_name(f"{path.name}.new")
    try:
        file = os.open(laid, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.posix_fallocate(file, 0, SIZE)
        finally:
            os.close(file)
        laid.replace(path)
    except OSError as error:
        laid.unlink(missing_ok=True)
        log.warning("ballast_not_laid", error=type(error).__name__)
        return False
    return True
