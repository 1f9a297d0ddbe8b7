"""Whether the store has the tables this code expects."""

from functools import cache
from typing import Literal

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import exc, text

from tracker.config import ROOT
from tracker.extensions import db
from tracker.store import StoreBusy

State = Literal["ok", "unreachable", "old", "newer"]


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
        missing = "alembic_version" in str(getattr(error, "orig", ""))
        return "old" if missing else "unreachable"
    if found == _script().get_current_head():
        return "ok"
    known = {script.revision for script in _script().walk_revisions()}
    return "old" if found is None or found in known else "newer"
