"""Work that nobody waits for: mails, pushes, and what is due by the clock; through services."""

from typing import cast

from flask import Flask
from flask_socketio import SocketIO

from tracker.config import Settings
from tracker.extensions import READINESS
from tracker.jobs import (
    clean_up,
    coaching,
    mailing,
    mails,
    push,
    recaps,
    reminders,
    rosters,
    telling,
    undone,
)
from tracker.jobs.queue import Jobs
from tracker.services import transaction

_JOBS = "woven_jobs"
WORK = (clean_up, coaching, mails, push, recaps, reminders, rosters, telling, undone)
"""Modules that register work when they are imported."""


def register(app: Flask, socketio: SocketIO, settings: Settings) -> None:
    """Attach the queue, and let it hear of every commit."""
    mailing.register(app, settings)
    jobs = Jobs(app, settings, socketio.start_background_task)
    app.extensions[_JOBS] = jobs
    if settings.redis_url is None:
        # Without Redis errands wait and everybody can be served: to take all processes out for it
        # would be the outage. /metrics says that the queue is away.
        app.extensions.setdefault(READINESS, {})["queue"] = jobs.answers
    transaction.listeners.append(jobs.hear)


def of(app: Flask) -> Jobs:
    """Return the application's queue."""
    return cast(Jobs, app.extensions[_JOBS])
