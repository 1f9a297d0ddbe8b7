"""The secrets of an invitation: a token to be clicked, a code to be typed.

A token has 128 bits and is kept as its SHA-256. A code is short: 4 characters that find the
invitation and 8 that prove it, in Crockford's base 32. All codes could be hashed within days, so
what is kept of them is an HMAC under a key that is not in the database.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from tracker.services.principal import digest

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
FINDS = 4
PROVES = 8
_LONGEST = 64
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_CODE = re.compile(rf"[{ALPHABET}]{{{FINDS + PROVES}}}")
_GAPS = re.compile(r"[\s\-\u2010-\u2015]+")
_MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Typed:
    """A code as somebody typed it, in its one canonical spelling."""

    finder: str
    proof: str

    def shown(self) -> str:
        """Return the code in groups of four, as people read it out."""
        letters = self.finder + self.proof
        return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


@dataclass(frozen=True, slots=True)
class Clicked:
    """A token from an invitation's address."""

    token: str

    @property
    def digest(self) -> str:
        """Return what is kept of it."""
        return digest(self.token)


def key(secret: bytes, purpose: str) -> bytes:
    """Return the key of one kind of codes, from the server's secret."""
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)


def fresh_token() -> Clicked:
    """Return a token of 128 random bits: 22 characters."""
    return Clicked(secrets.token_urlsafe(16))


def fresh_code() -> Typed:
    """Return a random code."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(FINDS + PROVES))
    return Typed(letters[:FINDS], letters[FINDS:])


def read(text: str) -> Typed | Clicked | None:
    """Read what somebody presents; None for what can be neither.

    Codes come in any case, with hyphens and spaces anywhere, O for 0, I and L for 1.
    """
    if len(text) > _LONGEST:
        return None
    if _TOKEN.fullmatch(text):
        return Clicked(text)
    letters = _GAPS.sub("", text).upper().translate(_MISREAD)
    if not _CODE.fullmatch(letters):
        return None
    return Typed(letters[:FINDS], letters[FINDS:])


def finder_digest(code: Typed, key: bytes) -> str:
    """Return what is kept of the part that finds."""
    return _mac(key, "find", code.finder)


def proof_digest(code: Typed, key: bytes) -> str:
    """Return what is kept of the part that proves; it counts with its own finder alone."""
    return _mac(key, "prove", code.finder + code.proof)


def proves(code: Typed, kept: str, key: bytes) -> bool:
    """Tell whether a code is the one of which this was kept."""
    return hmac.compare_digest(proof_digest(code, key), kept)


def _mac(key: bytes, purpose: str, letters: str) -> str:
    return hmac.new(key, f"{purpose}:{letters}".encode(), hashlib.sha256).hexdigest()
