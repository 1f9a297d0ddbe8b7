"""What a browser says of the subscription that its push service gave it."""

import base64
import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from cryptography.hazmat.primitives.asymmetric import ec

from tracker.schemas.fields import CURSOR, Bool, Int, Schema, Text, described
from tracker.spoken import N_

LONGEST_ENDPOINT = 2048
POINT, SECRET = 65, 16
"""Bytes of the two keys (RFC 8291)."""


class Sealed(ma.fields.Field[str]):
    """So many bytes in base64url without padding, as browsers write keys."""

    default_error_messages = {"invalid": N_("This is not such a key.")}

    def __init__(self, size: int, **kwargs: Any):
        self.letters = -(-size * 4 // 3)
        shape = {
            "type": "string",
            "pattern": f"^[A-Za-z0-9_-]{{{self.letters}}}$",
            "contentEncoding": "base64url",
        }
        super().__init__(**described(kwargs, shape))

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        form = rf"[\w-]{{{self.letters}}}"
        if not isinstance(value, str) or not re.fullmatch(form, value, re.ASCII):
            raise self.make_error("invalid")
        return value


class Point(Sealed):
    """A public key: a point of P-256, uncompressed."""

    def __init__(self, **kwargs: Any):
        super().__init__(POINT, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        point = base64.urlsafe_b64decode(f"{text}=")
        try:
            # One that lies on another curve would give away the key it is used with.
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError:
            raise self.make_error("invalid") from None
        return text


class PushKeys(Schema):
    """What pushes are sealed with, so that the push service cannot read them."""

    p256dh = Point(required=True)
    auth = Sealed(SECRET, required=True)


class PushIn(Schema):
    """The browser's PushSubscription as `JSON.stringify` writes it, and what may be shown there."""

    endpoint = Text(
        LONGEST_ENDPOINT,
        strip=False,
        required=True,
        validate=ma.validate.Regexp(r"https://[!-~]+\Z", error=N_("An address with https://.")),
        metadata={"format": "uri"},
    )
    expirationTime = Int(0, CURSOR, allow_none=True, load_default=None)  # noqa: N815
    keys = ma.fields.Nested(PushKeys, required=True)
    names_habits = Bool(
        load_default=False,
        metadata={"description": "Whether reminders on this device name the habit."},
    )


class Push(Schema):
    """What this server knows of the asking browser, and what a browser subscribes with."""

    key = ma.fields.String(
        required=True,
        metadata={"description": "This server's public key: `applicationServerKey`."},
    )
    endpoint_digest = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "SHA-256 of the endpoint in hex; null: no reminders here."},
    )
    names_habits = Bool(required=True)
