"""How the store stands, in numbers for whoever runs it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tracker import ballast
from tracker.extensions import db
from tracker.services import schema_version
from tracker.services.backups import making, manifest


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """What is there now."""

    found: str | None
    """The revision of its tables; None while the store does not answer."""
    expected: str
    connections_used: int
    connections_kept: int
    has_ballast: bool | None
    """None where none is to be kept."""


@dataclass(frozen=True, slots=True)
class BackupFigures:
    """What is in the folder of backups."""

    count: int
    newest: datetime | None


def read() -> StoreFigures:
    """Ask the store."""
    pool: Any = db.engine.pool
    # Before this question takes one itself.
    used, kept = pool.checkedout(), pool.checkedin()
    laid = ballast.path_of(db.engine)
    found = schema_version.found()
    db.session.rollback()
    return StoreFigures(
        found,
        schema_version.expected(),
        used,
        kept,
        None if laid is None else laid.exists(),
    )


def backups(folder: Path) -> BackupFigures:
    """Look through the folder of backups."""
    listed = manifest.listed(folder)
    return BackupFigures(len(listed), listed[0].made_at if listed else None)


@cache
def version() -> str:
    """Return the version of this code."""
    return making.version()
