"""The list of what must not come back with an older backup: kept whole, and gone through."""

from pathlib import Path
from typing import cast

from flask import current_app

from tracker import clock
from tracker.config import Settings
from tracker.jobs.work import errand, round_
from tracker.services import undone, undone_again


@errand(undone.ERRAND, retries=2)
def keep() -> None:
    """Write what was just undone to the list."""
    undone_again.keep(_list(), clock.now())


@round_("undone", minutes=1)
def go_through() -> None:
    """Write what a crash kept from the list, then see whether something has come back.

    A backup may be restored while this server runs, and a store that could not be reached when it
    started is there by now.
    """
    undone_again.keep(_list(), clock.now())
    undone_again.again(_list(), clock.now())


def _list() -> Path:
    return cast(Settings, current_app.config["WOVEN"]).undone_list
