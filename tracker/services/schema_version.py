"""Whether the store has the tables this code expects."""

import sqlite3
from functools import cache
from typing import Literal

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import exc, text

from tracker.config import ROOT
from tracker.extensions import db
from tracker.store import StoreBusy

State = Literal["ok", "unreachable", "damaged", "old", "newer"]
HINDRANCES: dict[State, str] = {
    "newer": "the database was made by a newer version of Woven, and this one would harm it. "
    "Start the newer version again, or restore a backup of before.",
    "damaged": "the database is damaged. Keep its files, and restore a backup: docs/operating.md.",
    "old": "the database is not up to date. Run: flask --app wsgi db upgrade",
}
"""Why this code must not touch a store in such a state, in words for the operator."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@cache
def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def state() -> State:
    """Compare the store's version with the newest migration of this code."""
    try:
        found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except (exc.DBAPIError, exc.TimeoutError, StoreBusy) as error:
        db.session.rollback()
        original = getattr(error, "orig", None)
        if getattr(original, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            return "damaged"
        return "old" if "alembic_version" in str(original) else "unreachable"
    if found == _script().get_current_head():
        return "ok"
    return "old" if found is None or is_known(found) else "newer"


def is_known(revision: str) -> bool:
    """Tell whether this code knows a revision; one that it does not is of a newer one."""
    return any(script.revision == revision for script in _script().walk_revisions())


def found() -> str | None:
    """Return the revision that the store has; None where it does not answer, or has none."""
    try:
        return str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
    except (exc.DBAPIError, exc.TimeoutError, StoreBusy):
        db.session.rollback()
        return None


def expected() -> str:
    """Return the revision of this code's newest migration."""
    return str(_script().get_current_head())
