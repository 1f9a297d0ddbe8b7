"""Shapes of invitations."""

import marshmallow as ma

from tracker.schemas.fields import Instant, Schema, Text


class InviteOffer(Schema):
    """A new invitation; its code and address are shown this once."""

    code = Text(14, required=True, metadata={"example": "7QK4-M2ZD-R8TV"})
    code_expires_at = Instant(required=True)
    url = ma.fields.String(
        required=True,
        metadata={"format": "uri", "description": "The secret stands behind the #."},
    )
    qr_svg = ma.fields.String(
        required=True, metadata={"description": "The address as an SVG element."}
    )
    expires_at = Instant(required=True)


class InvitePreview(Schema):
    """Who invites, and to what."""

    inviter = Text(80, required=True, data_key="from", metadata={"description": "Their name."})
    expires_at = Instant(required=True)
    habits = ma.fields.List(
        Text(80), required=True, metadata={"description": "Titles of what they propose."}
    )
