"""Codes of an authenticator: TOTP (RFC 6238), six digits, another every 30 seconds.

SHA-1 and 160 bits, since that is what all authenticators know; as an HMAC it is not broken.
"""

import base64
import hmac
import re
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
"""Seconds."""
DIGITS = 6
AROUND = (-1, 0, 1)
"""Steps whose codes count: clocks differ, and typing takes a while."""
ISSUER = "Woven"
_BYTES = 20
_GAPS = re.compile(r"[\s\-\u2010-\u2015]+")


def fresh() -> str:
    """Return a random secret in base 32, as authenticators take it when it is typed."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode()


def uri(secret: str, account: str) -> str:
    """Return the address that a picture to scan holds; `account` is what the entry is called."""
    return _totp(secret).get_provisioning_uri(account, ISSUER)


def read(text: str) -> str | None:
    """Return the digits of a code as somebody typed it, gaps and all; None for none."""
    digits = _GAPS.sub("", text)
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else None


def step_of(secret: str, digits: str, now: datetime) -> int | None:
    """Return the newest of the steps around now whose code this is, None for none of them.

    All are compared, and each in constant time.
    """
    at, totp, found = int(now.timestamp()) // STEP, _totp(secret), None
    for step in (at + away for away in AROUND):
        if hmac.compare_digest(totp.generate(step * STEP), digits.encode()):
            found = step
    return found


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303 (RFC 6238)
