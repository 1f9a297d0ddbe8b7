"""The blueprint that all pages of the settings share, and what each of them is handed."""

from typing import Any

from flask import Blueprint
from flask_babel import LazyString, lazy_gettext

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

PARTS: tuple[tuple[str, LazyString, str], ...] = (
    ("settings.you", lazy_gettext("You and your day"), "user"),
    ("settings.couple", lazy_gettext("The two of you"), "users"),
    ("settings.reminders", lazy_gettext("Reminders"), "bell"),
    ("settings.who_sees_what", lazy_gettext("Who sees what"), "eye"),
    ("settings.sessions", lazy_gettext("Where you are signed in"), "smartphone"),
    ("settings.device", lazy_gettext("This device"), "download"),
    ("settings.calendar", lazy_gettext("Calendar"), "calendar"),
    ("settings.address", lazy_gettext("Email"), "mail"),
    ("settings.password", lazy_gettext("Password"), "key-round"),
    ("settings.own_data", lazy_gettext("Your data"), "copy"),
    ("settings.leaving", lazy_gettext("Leaving"), "door-open"),
)
"""Endpoint, name and icon of each part, in the order of the overview."""


@blueprint.context_processor
def parts() -> dict[str, Any]:
    """Hand every page the list of all parts."""
    return {"parts": PARTS}
