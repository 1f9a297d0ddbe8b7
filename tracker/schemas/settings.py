"""Shapes of the forms in the settings that no call of the API has."""

import marshmallow as ma

from tracker.schemas.account import TICKS_SEEN, MeChange, NewPassword, Proof
from tracker.schemas.checkbox import Checkbox
from tracker.schemas.fields import Schema, one_of
from tracker.spoken import LANGUAGES

BY_BROWSER = "browser"
"""In place of a language: whichever the browser asks for."""
OTHERS = "others"
"""In place of an id: every session and token but the one that asks."""


class EndSession(Proof):
    """Which session or token is to end, and the password as proof."""

    credential = ma.fields.String(required=True)


class PasswordForm(Proof):
    """A new password, the present one as proof, and a box for the passkeys."""

    new_password = NewPassword(required=True)
    remove_passkeys = Checkbox()


class YouForm(MeChange):
    """What the page of oneself changes; the language may be left to the browser."""

    language = one_of(*LANGUAGES, BY_BROWSER)


class TellingForm(Schema):
    """When one's ticks are seen."""

    ticks_seen = one_of(*TICKS_SEEN, required=True)
