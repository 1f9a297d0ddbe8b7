"""Figures of the day, ahead of the first coffee: whose day is over gets theirs."""

import time
from contextlib import suppress

from tracker import clock
from tracker.extensions import db
from tracker.jobs.work import round_
from tracker.services.coaching import figure_store
from tracker.store import StoreBusy

CLIENTS = 200
"""Looked at at once; each that is worked out is a transaction of its own."""


@round_("rosters", minutes=10)
def work_out() -> None:
    """Work out the figures of every client whose day is over for both; drop those of nobody's."""
    with suppress(StoreBusy):
        figure_store.forget()
    after: str | None = None
    while True:
        now = clock.now()
        waiting, after = figure_store.waiting(now, after, CLIENTS)
        for client in waiting:
            with suppress(StoreBusy):  # they are looked at in ten minutes, or by who asks
                figure_store.fresh(db.session(), [client], now)
            time.sleep(0)  # after midnight it is many: requests go in between
        if after is None:
            return
