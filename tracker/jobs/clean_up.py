"""Tidying up by the hour: what was to be kept for some days and no longer."""

import time

import structlog

from tracker import ballast, clock
from tracker.extensions import db
from tracker.jobs.work import round_
from tracker.services import retention
from tracker.store import StoreBusy

log = structlog.get_logger(__name__)

MOST = 400
"""Steps of a kind in one round; what is left then has an hour's time."""


@round_("clean_up", minutes=60)
def clean_up() -> None:
    """Delete what is over, a few rows at a time; then see that there is room for who leaves."""
    for step in retention.STEPS:
        try:
            for _number in range(MOST):
                if not step(clock.now()):
                    break
                time.sleep(0)  # whoever waits to write goes in between
        except StoreBusy:
            log.info("clean_up_put_off", step=step.__name__)
    ballast.lay(db.engine)
