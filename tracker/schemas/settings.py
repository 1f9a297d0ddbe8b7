"""Shapes of the forms in the settings that no call of the API has."""

import marshmallow as ma

from tracker.schemas.account import TICKS_SEEN, NewPassword, Proof
from tracker.schemas.checkbox import Checkbox
from tracker.schemas.fields import Schema, one_of

OTHERS = "others"
"""In place of an id: every session and token but the one that asks."""


class EndSession(Proof):
    """Which session or token is to end, and the password as proof."""

    credential = ma.fields.String(required=True)


class PasswordForm(Proof):
    """A new password, the present one as proof, and a box for the passkeys."""

    new_password = NewPassword(required=True)
    remove_passkeys = Checkbox()


class TellingForm(Schema):
    """When one's ticks are seen."""

    ticks_seen = one_of(*TICKS_SEEN, required=True)
