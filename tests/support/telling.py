"""People who tell what they ticked at the end of their day, and the minute in which it is told."""

from datetime import datetime, timedelta

from tests.support.jobs import run_errands, run_round
from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import Person

MINUTE = timedelta(minutes=1)


def tells(person: Someone, when: str) -> None:
    """Let somebody's ticks be seen `at_once` or at `day_end`."""
    answer = person.patch("/api/me", {"ticks_seen": when})
    assert (answer.status_code, answer.get_json()["ticks_seen"]) == (200, when)


def moment_of(person: Someone) -> datetime | None:
    """Return when what waits of somebody is told; None where nothing waits."""
    with person.app.app_context():
        return db.session.scalar(db.select(Person.tells_next_at).filter_by(id=person.id))


def minute(person: Someone) -> None:
    """Do what a server does in a minute about what waits, once it is that time."""
    run_round(person.app, "telling")
    run_errands(person.app)
