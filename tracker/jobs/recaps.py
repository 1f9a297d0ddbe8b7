"""Weeks to look back on: those who wish it are told, in words that name nothing."""

import time
from contextlib import suppress
from datetime import datetime

from tracker import clock
from tracker.jobs import mailing
from tracker.jobs.work import errand, round_
from tracker.services import recap_telling
from tracker.store import StoreBusy

PEOPLE = 500
"""Looked up at once; each who is told is a transaction of their own."""


@round_("recaps", minutes=5)
def tell() -> None:
    """Tell everybody who wishes it and whose week is ready, where it is day."""
    after: str | None = None
    while True:
        found = recap_telling.waiting(clock.now(), after, PEOPLE)
        for person_id in found.people:
            with suppress(StoreBusy):  # they are looked at in five minutes
                recap_telling.tell(person_id, clock.now())
            time.sleep(0)  # on a Wednesday morning it is many: requests go in between
        after = found.next
        if after is None:
            return


@errand("mail.recap")
def mail(person_id: str, due_at: str) -> None:
    """Mail it to one."""
    due = datetime.fromisoformat(due_at)
    reader = recap_telling.address_for(person_id, due, clock.now())
    if reader is not None:
        mailing.send(reader.email, "recap", language=reader.language)
