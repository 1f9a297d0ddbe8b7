"""Devices that take pushes, and hearing what is asked to be sent to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask

from tests.support.people import Someone
from tracker import clock
from tracker.models import Credential, Person, PushSubscription
from tracker.models.columns import new_id
from tracker.services import transaction
from tracker.services.errands import Errand
from tracker.services.reminders import taking
from tracker.services.transaction import Committed


def device(person: Someone) -> str:
    """Let a browser of somebody take pushes, and return its subscription's id."""
    now, mark = clock.now(), new_id()
    with person.app.app_context(), transaction.writing() as session:
        credential = Credential(
            person_id=person.id,
            kind="session",
            secret_digest=mark,
            label="phone",
            created_at=now,
            last_used_at=now,
        )
        session.add(credential)
        session.flush()
        subscription = PushSubscription(
            person_id=person.id,
            credential_id=credential.id,
            endpoint=f"https://push.example.org/{mark}",
            endpoint_digest=mark,
            p256dh="key",
            auth="auth",
            created_at=now,
        )
        session.add(subscription)
        session.flush()
        return subscription.id


def confirm(person: Someone, at: datetime) -> None:
    """Let somebody's address be confirmed."""
    with person.app.app_context(), transaction.writing() as session:
        session.get_one(Person, person.id).email_confirmed_at = at


@contextmanager
def heard() -> Iterator[list[Errand]]:
    """Hear which errands are asked for; nobody runs them."""
    asked: list[Errand] = []

    def hear(done: Committed) -> None:
        asked.extend(done.errands)

    before = list(transaction.listeners)
    transaction.listeners[:] = [hear]
    try:
        yield asked
    finally:
        transaction.listeners[:] = before


def minute(app: Flask, now: datetime) -> list[Errand]:
    """Do what the round does at an instant, and return what it asks for."""
    with heard() as asked, app.app_context():
        for person_id in taking.waiting(now, 100):
            taking.take_due(person_id, now)
    return asked
