"""Passkeys (WebAuthn): what browsers hand on from an authenticator, in base64url."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from tracker.schemas.account import Proof
from tracker.schemas.checkbox import Checkbox
from tracker.schemas.fields import Id, Instant, Schema, Text, described
from tracker.spoken import N_

LONGEST_ID = 1023
HANDLE = 64
CLIENT_DATA, AUTHENTICATOR_DATA, SIGNATURE, ATTESTATION = 4096, 4096, 1024, 16384
"""Bytes, far beyond what authenticators say."""


class Bytes(ma.fields.Field[bytes]):
    """Bytes in base64url without padding, at most so many."""

    default_error_messages = {"invalid": N_("This is not what a browser hands on from a passkey.")}

    def __init__(self, most: int, **kwargs: Any):
        self.letters = -(-most * 4 // 3)
        shape = {
            "type": "string",
            "pattern": f"^[A-Za-z0-9_-]{{1,{self.letters}}}$",
            "contentEncoding": "base64url",
        }
        super().__init__(**described(kwargs, shape))

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        form = rf"[\w-]{{1,{self.letters}}}"
        if not isinstance(value, str) or not re.fullmatch(form, value, re.ASCII):
            raise self.make_error("invalid")
        try:
            return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        except binascii.Error:
            raise self.make_error("invalid") from None


class Passkey(Schema):
    """A passkey, without its key."""

    id = Id(required=True)
    label = ma.fields.String(required=True)
    created_at = Instant(required=True)
    last_used_at = Instant(required=True, allow_none=True)


class PasskeyPage(Schema):
    """A page of one's passkeys, oldest first."""

    items = ma.fields.List(ma.fields.Nested(Passkey), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class PasskeyOptions(Schema):
    """What an authenticator is asked; the answer counts for five minutes, once."""

    challenge = Id(required=True, attribute="challenge_id")
    options = ma.fields.Dict(
        required=True,
        metadata={
            "description": "For `navigator.credentials.create`, with bytes in base64url: what "
            "`PublicKeyCredential.parseCreationOptionsFromJSON` takes."
        },
    )


class PasskeyIn(Schema):
    """What an authenticator has made, and what its owner calls it."""

    challenge = ma.fields.String(
        required=True, metadata={"description": "Of the options: which question this answers."}
    )
    client_data = Bytes(CLIENT_DATA, required=True, metadata={"description": "`clientDataJSON`"})
    attestation = Bytes(ATTESTATION, required=True, metadata={"description": "`attestationObject`"})
    label = Text(80, required=True)


class PasskeyBegin(Proof):
    """The form that begins to add one: the password, and what it is to be called."""

    label = Text(80, required=True)


class PasskeyRemoval(Proof):
    """The form that removes one, with the password as proof."""

    passkey = ma.fields.String(required=True)


class PasskeySignIn(Schema):
    """The form that a script fills in with what a passkey has signed."""

    challenge = ma.fields.String(required=True)
    credential_id = Bytes(LONGEST_ID, required=True)
    client_data = Bytes(CLIENT_DATA, required=True)
    authenticator_data = Bytes(AUTHENTICATOR_DATA, required=True)
    signature = Bytes(SIGNATURE, required=True)
    user_handle = Bytes(HANDLE, required=True)
    shared = Checkbox()
