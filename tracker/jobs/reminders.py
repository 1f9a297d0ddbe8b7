"""Reminders by the minute, and what they and a partner's sign come to."""

import time
from contextlib import suppress
from datetime import datetime

from tracker import clock
from tracker.jobs import mailing
from tracker.jobs.work import errand, round_
from tracker.services import nudges
from tracker.services.reminders import taking
from tracker.store import StoreBusy

PEOPLE = 100
"""Looked up at once; each is a transaction of their own."""


@round_("reminders", minutes=1)
def remind() -> None:
    """Take what is due, person by person, until nothing is."""
    seen: set[str] = set()
    while people := [one for one in taking.waiting(clock.now(), PEOPLE) if one not in seen]:
        for person_id in people:
            seen.add(person_id)  # whom the store is too busy for is looked at in a minute
            with suppress(StoreBusy):
                taking.take_due(person_id, clock.now())
            time.sleep(0)  # at eight in the evening it is many: requests go in between


@errand("mail.reminder")
def mail(reminder_id: str, _day: str, due_at: str) -> None:
    """Mail one, in words that name nothing."""
    reader = taking.address_for(reminder_id, datetime.fromisoformat(due_at), clock.now())
    if reader is not None:
        mailing.send(reader.email, "reminder", language=reader.language)


SOME_TIME = (20, 240)
"""Seconds until it is looked whether a sign is wanted: who sent it may watch how busy we are."""


@errand("nudge", later=SOME_TIME)
def nudge(sender_id: str, habit_id: str, sent_at: str) -> None:
    """See whether a partner's sign is wanted, and send it on if so."""
    nudges.deliver(sender_id, habit_id, datetime.fromisoformat(sent_at), clock.now())
