"""Tokens against forged writes: one a session, and one for the forms before there is a session.

Each answer writes it under another mask, so that how well a page is packed tells nothing of it
(BREACH).
"""

import hashlib
import hmac
import re
import secrets

from tracker.web.secret import secret

BYTES = 16
_WRITTEN = re.compile(rf"[0-9a-f]{{{4 * BYTES}}}")


def token(subject: str) -> str:
    """Return the token that belongs to a credential's id, or to a pre-session cookie.

    It is 64 hex digits: half of them the mask, the other half the masked token.
    """
    mask = secrets.token_bytes(BYTES)
    return (mask + _masked(_token(subject), mask)).hex()


def matches(subject: str, presented: str) -> bool:
    """Tell whether a presented token belongs to the subject."""
    if _WRITTEN.fullmatch(presented) is None:
        return False
    written = bytes.fromhex(presented)
    mask, masked = written[:BYTES], written[BYTES:]
    return hmac.compare_digest(_token(subject), _masked(masked, mask))


def _token(subject: str) -> bytes:
    return hmac.digest(secret(), b"csrf:" + subject.encode(), hashlib.sha256)[:BYTES]


def _masked(text: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, mask, strict=True))
