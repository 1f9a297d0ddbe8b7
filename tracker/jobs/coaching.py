"""Coaching that was not said yes to again: its end is noted, and those whom it concerns hear."""

import time
from contextlib import suppress

from tracker import clock
from tracker.jobs.work import round_
from tracker.services.coaching import lapses
from tracker.store import StoreBusy

MOST = 500
"""Links of one round; each is a transaction of its own."""


@round_("lapsed_coaching", minutes=1)
def end_lapsed() -> None:
    """Note what has lapsed. Nothing waits for it but open sockets, and a word to the two."""
    for link_id in lapses.waiting(clock.now(), MOST):
        with suppress(StoreBusy):  # it is looked at again in a minute
            lapses.note(link_id, clock.now())
        time.sleep(0)
