"""Pushes: looked up once more, put into words, sealed and sent, at most once."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from flask import current_app
from flask_babel import force_locale, get_locale, gettext

from tracker import clock, spoken
from tracker.config import Settings
from tracker.jobs import outbound, push_message
from tracker.jobs.outbound import USUAL, NotSent
from tracker.jobs.push_message import Words
from tracker.jobs.work import errand
from tracker.services import push, push_calls, push_endpoint
from tracker.services.push_calls import Call
from tracker.services.reminders.due import is_late

log = structlog.get_logger(__name__)

GONE = (404, 410)
"""Answers by which a push service says that nobody takes pushes there any more."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of push travels."""

    name: str
    urgency: str
    path: str = "/today"
    """Where it leads to."""


REMINDER, NUDGE, TRIAL = Kind("reminder", "high"), Kind("nudge", "normal"), Kind("trial", "high")
RECAP = Kind("recap", "normal", "/recap")


@errand("push.reminder")
def remind(subscription_id: str, reminder_id: str, day: str, due_at: str) -> None:
    """Remind one device of what is due."""
    now = clock.now()
    if is_late(datetime.fromisoformat(due_at), now):
        return
    call = push_calls.reminder(subscription_id, reminder_id, date.fromisoformat(day), now)
    if call is not None:
        send(call, REMINDER, reminder_id, now)


@errand("push.nudge")
def nudge(subscription_id: str, habit_id: str, due_at: str) -> None:
    """Hand a partner's nudge to one device."""
    now = clock.now()
    if is_late(datetime.fromisoformat(due_at), now):
        return
    call = push_calls.nudge(subscription_id, habit_id, now)
    if call is not None:
        send(call, NUDGE, habit_id, now)


@errand("push.recap")
def look_back(subscription_id: str, due_at: str) -> None:
    """Tell one device that a week can be looked back on."""
    now = clock.now()
    if is_late(datetime.fromisoformat(due_at), now):
        return
    call = push_calls.recap(subscription_id, now)
    if call is not None:
        send(call, RECAP, subscription_id, now)


@errand(push.TEST)
def try_out(subscription_id: str, due_at: str) -> None:
    """Show somebody how a reminder looks."""
    now = clock.now()
    if is_late(datetime.fromisoformat(due_at), now):
        return
    call = push_calls.trial(subscription_id, now)
    if call is not None:
        send(call, TRIAL, subscription_id, now)


def send(call: Call, kind: Kind, about: str, now: datetime) -> None:
    """Send one. What comes to nothing is logged by its status alone, and is not tried again."""
    settings: Settings = current_app.config["WOVEN"]
    endpoint = push_endpoint.parse(call.to.endpoint, settings.push_hosts)
    if endpoint is None:  # the list of hosts is a shorter one by now
        push.forget(call.to.id, call.to.endpoint_digest)
        return
    # Generic ones take each other's place; those that name something stand side by side.
    topic = _topic(kind, about if call.title else "")
    body = push_message.sealed(
        push_message.payload(
            words(call, kind), tag=topic, navigate=f"{settings.public_url}{kind.path}"
        ),
        call.to,
    )
    headers = push_message.headers(
        endpoint.host, settings, now, lives=call.lives, urgency=kind.urgency, topic=topic
    )
    try:
        status = outbound.post(endpoint.host, endpoint.path, body, headers, USUAL)
    except NotSent as problem:
        log.warning("push_not_sent", why=problem.why)
        return
    if status in GONE:
        push.forget(call.to.id, call.to.endpoint_digest)
    if not 200 <= status < 300:
        log.warning("push_refused", status=status)


def words(call: Call, kind: Kind) -> Words:
    """Return what a device shows: no name and no habit, unless its owner wants the habit there."""
    with force_locale(spoken.locale_of(call.language)):
        locale = get_locale()
        assert locale is not None
        tag, direction = str(locale).replace("_", "-"), locale.text_direction
        return Words("Woven", _body(call, kind), tag, direction)


def _body(call: Call, kind: Kind) -> str:
    if kind is TRIAL:
        return gettext("This is how a reminder comes to this device.")
    if kind is RECAP:
        return gettext("A week of the two of you can be looked back on.")
    if kind is NUDGE:
        if call.title is None:
            return gettext("A small nudge. Have a look when it suits you.")
        return gettext("A small nudge: %(title)s", title=call.title)
    if call.title is None:
        return gettext("Something the two of you agreed on is open.")
    if call.is_ahead:
        return gettext("Coming up: %(title)s", title=call.title)
    return gettext("For today: %(title)s", title=call.title)


def _topic(kind: Kind, about: str) -> str:
    """Return up to 32 letters that are the same for the same thing and tell nobody which."""
    return hashlib.sha256(f"{kind.name}:{about}".encode()).hexdigest()[:32]
