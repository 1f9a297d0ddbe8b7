"""A second factor: setting it up, proving it, and the codes for without it."""

import marshmallow as ma

from tracker.schemas.account import Proof, otp
from tracker.schemas.fields import Bool, Schema


class SecondFactor(Schema):
    """Whether a code is asked for at sign-in."""

    on = Bool(required=True)
    recovery_codes_left = ma.fields.Integer(required=True)


class Secret(Schema):
    """What an authenticator is told; shown this once."""

    secret = ma.fields.String(
        required=True, metadata={"description": "In base 32, for typing: 160 bits."}
    )
    uri = ma.fields.String(
        required=True, metadata={"description": "`otpauth://totp/\u2026`: six digits, 30 seconds."}
    )
    qr_svg = ma.fields.String(
        required=True, metadata={"description": "The same as a picture to scan: one SVG element."}
    )


class Code(Schema):
    """A code of the authenticator."""

    otp = otp(required=True)


class SecondProof(Proof):
    """The password, and a code: of the authenticator, or for recovery."""

    otp = otp(required=True)


class RecoveryCodes(Schema):
    """Ten codes, each for one sign-in without the authenticator; shown this once."""

    recovery_codes = ma.fields.List(ma.fields.String, required=True)


class CodeForm(Code):
    """A code, from the page that shows what an authenticator is told."""

    secret = ma.fields.String(load_default="")
