"""Every column that can hold text or bytes: which mark stands there, or why none does.

A new one fails the test until it is entered here, and what `marking/day.py` lets happen has put the
mark there.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, String, Uuid

from tracker.extensions import db

MARKED: dict[str, set[str]] = {
    "coach_goals.text": {"goal"},
    "coach_links.alias": {"alias"},
    "coach_questions.text": {"question"},
    "coach_suggestions.title": {"title"},
    "checkin_answers.appreciated_words": {"sealed"},
    "checkin_answers.close_words": {"sealed"},
    "checkin_answers.heard_words": {"sealed", "opened"},
    "checkin_answers.trusting_words": {"sealed"},
    "clocks.timezone": {"zone"},
    "contact_wishes.quiet_from": {"quiet"},
    "contact_wishes.quiet_until": {"quiet"},
    "couples.title": {"ours"},
    "credentials.label": {"label"},
    "habits.emoji": {"emoji"},
    "habits.plan": {"plan"},
    "habits.title": {"title", "wish"},
    "habits.two_minute": {"small"},
    "habits.why": {"why"},
    "imported_days.note": {"brought"},
    "kept_ticks.note": {"kept"},
    "kept_ticks.title": {"kepttitle"},
    "mail_links.email": {"email", "newemail"},
    "occasions.time": {"hour"},
    "occasions.words": {"words"},
    "passkey_challenges.challenge": {"challenge"},
    "passkeys.credential_id": {"passkeyid"},
    "passkeys.label": {"passkey"},
    "passkeys.public_key": {"passkeykey"},
    "persons.address_key": {"email"},
    "persons.email": {"email"},
    "persons.name": {"name"},
    "persons.timezone": {"zone"},
    "practices.name": {"practice"},
    "proposals.emoji": {"emoji"},
    "proposals.plan": {"plan"},
    "proposals.title": {"title", "wish"},
    "proposals.two_minute": {"small"},
    "proposals.why": {"why"},
    "push_subscriptions.auth": {"pushkey"},
    "push_subscriptions.endpoint": {"endpoint"},
    "push_subscriptions.p256dh": {"pushkey"},
    "reminders.time": {"time"},
    "sign_ups.address_key": {"email"},
    "sign_ups.email": {"email"},
    "sign_ups.name": {"name"},
    "sign_ups.timezone": {"zone"},
    "ticks.note": {"note"},
    "untold_ticks.note": {"untold"},
}
"""Which marks stand there, at least."""

FREE_OF_TEXT = {
    "changes.data": "streams hold no free text",
    "client_figures.detail": "figures hold no text of theirs",
    "client_figures.summary": "figures hold no text of theirs",
    "coach_notes.sealed": "encrypted",
    "history_entries.data": "dates, numbers and ids",
    "second_factors.sealed_secret": "encrypted",
}
"""Columns in which no mark may ever stand, not even for a moment."""

ONE_OF_A_LIST = {
    "card_states.card": "a name in the deck, the same for everybody",
    "changes.at": "an instant or a date",
    "changes.kind": "one of a list",
    "coach_codes.kind": "one of a list",
    "coach_links.state": "one of a list",
    "consents.subject": "one of a list",
    "credentials.kind": "one of a list",
    "habits.state": "one of a list",
    "history_entries.what": "one of a list",
    "mail_links.purpose": "one of a list",
    "operations.status": "one of a list",
    "passkey_challenges.purpose": "one of a list",
    "passkey_news.what": "one of a list",
    "persons.language": "one of a list",
    "proposals.begins": "one of a list",
    "proposals.mode": "one of a list",
    "proposals.status": "one of a list",
    "proposals.unit": "one of a list",
    "proposals.weekdays": "numbers of days",
    "reminders.kind": "one of a list",
    "reminders.weekdays": "numbers of days",
    "second_factors.news": "one of a list",
    "settled_periods.mode": "one of a list",
    "settled_periods.outcome": "one of a list",
    "settled_weeks.state": "one of a list",
    "sign_ups.language": "one of a list",
    "terms.mode": "one of a list",
    "terms.unit": "one of a list",
    "terms.weekdays": "numbers of days",
    "undone.kind": "one of a list",
    "warm_marks.mark": "one of a list",
}
"""Columns that hold nobody's words, and why."""


def columns() -> Iterator[tuple[str, Column[Any]]]:
    """Yield every column that can hold text or bytes, ids apart."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            kind = getattr(column.type, "impl_instance", column.type)
            if isinstance(kind, String | LargeBinary) and not isinstance(kind, Uuid):
                yield f"{table.name}.{column.name}", column


def is_digest(name: str) -> bool:
    """Tell whether a column keeps of a secret what cannot be turned back."""
    return name.endswith(("_digest", "_hash"))


def unentered() -> set[str]:
    """Return the columns of which nothing is said here, and those said here that are not there."""
    there = {name for name, _ in columns() if not is_digest(name)}
    return there ^ (MARKED.keys() | FREE_OF_TEXT.keys() | ONE_OF_A_LIST.keys())
