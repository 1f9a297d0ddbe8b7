"""Shapes of the forms in the settings that no call of the API has."""

import marshmallow as ma

from tracker.schemas.account import Proof

OTHERS = "others"
"""In place of an id: every session and token but the one that asks."""


class EndSession(Proof):
    """Which session or token is to end, and the password as proof."""

    credential = ma.fields.String(required=True)
