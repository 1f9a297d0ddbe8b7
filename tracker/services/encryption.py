"""Encrypt what is kept for one person alone, so that a stolen database or backup does not tell it.

AES-256-GCM under a key derived from the server's secret, one for each purpose (HKDF, RFC 5869).
Whoever runs the server has that secret and can read all of it.
"""

import base64
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Unreadable(Exception):
    """It was encrypted under another secret, or for another place."""


def encrypt(text: str, *, secret: bytes, purpose: str, place: str) -> str:
    """Return a text encrypted, as base64.

    `place` names the row it is for: moved to another row, it cannot be read.
    """
    nonce = secrets.token_bytes(_NONCE)
    sealed = _cipher(secret, purpose).encrypt(nonce, text.encode(), place.encode())
    return base64.b64encode(nonce + sealed).decode()


def decrypt(sealed: str, *, secret: bytes, purpose: str, place: str) -> str:
    """Return the text again. Raises Unreadable."""
    raw = base64.b64decode(sealed)
    try:
        plain = _cipher(secret, purpose).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())
    except InvalidTag as error:
        raise Unreadable(purpose) from error
    return plain.decode()


@lru_cache(maxsize=8)
def _cipher(secret: bytes, purpose: str) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=f"woven {purpose}".encode()).derive(secret)
    return AESGCM(derived)
