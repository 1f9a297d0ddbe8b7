"""The blueprint that all pages of the settings share, and what each of them is handed."""

from typing import Any

from flask import Blueprint
from flask_babel import LazyString, lazy_gettext

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

Part = tuple[str, LazyString, str]
"""Endpoint, name and icon."""

KINDS: tuple[tuple[LazyString, tuple[Part, ...]], ...] = (
    (
        lazy_gettext("For you"),
        (
            ("settings.you", lazy_gettext("You and your day"), "user"),
            ("settings.reminders", lazy_gettext("Reminders"), "bell"),
            ("settings.calendar", lazy_gettext("Calendar"), "calendar"),
            ("settings.device", lazy_gettext("This device"), "download"),
            ("settings.bring", lazy_gettext("Bring your history"), "arrow-down"),
        ),
    ),
    (
        lazy_gettext("Between you"),
        (
            ("settings.couple", lazy_gettext("The two of you"), "users"),
            ("settings.telling", lazy_gettext("When your ticks are seen"), "clock"),
            ("settings.wall", lazy_gettext("A screen on the wall"), "house"),
            ("our_coach.show", lazy_gettext("Our coach"), "hand-heart"),
        ),
    ),
    (
        lazy_gettext("Privacy"),
        (
            ("settings.who_sees_what", lazy_gettext("Who sees what"), "eye"),
            ("settings.check", lazy_gettext("Who can see what is yours"), "list-checks"),
            ("settings.consents", lazy_gettext("What you have said yes to"), "check"),
            ("settings.own_data", lazy_gettext("Your data"), "copy"),
            ("settings.leaving", lazy_gettext("Leaving"), "door-open"),
        ),
    ),
    (
        lazy_gettext("Signing in"),
        (
            ("settings.address", lazy_gettext("Email"), "mail"),
            ("settings.password", lazy_gettext("Password"), "key-round"),
            ("settings.second_step", lazy_gettext("Second step"), "qr-code"),
            ("settings.passkeys", lazy_gettext("Passkeys"), "fingerprint-pattern"),
            ("settings.sessions", lazy_gettext("Where you are signed in"), "smartphone"),
        ),
    ),
    (
        lazy_gettext("Coaching others"),
        (("coach.show", lazy_gettext("Couples you coach"), "users"),),
    ),
)
"""What each kind of parts is called, and its parts, in the order of the overview."""


@blueprint.context_processor
def kinds() -> dict[str, Any]:
    """Hand every page the list of all parts."""
    return {"kinds": KINDS}
