"""Passwords: hashed slowly, off the event loop; the weak ones refused.

Nothing here may be called inside a write transaction: it waits for another thread.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from tracker import background
from tracker.services.errors import Invalid

SHORTEST = 10
"""Code points of a new password, at least."""
LEFT_OVER = 6
"""How much of a password must be more than one's own name and address, and than `OURS`."""
OURS = frozenset({"woven", "habits", "habit", "password", "partner"})
"""Words that the place itself suggests to a guesser."""

# docs/decisions/argon2-cost.md
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1, type=Type.ID)
DUMMY = (
    "$argon2id$v=19$m=19456,t=2,p=1$N9HgBoEb3xUUSlteEmkCow"
    "$hLDOaGpUpJwt6SsNndZkdrwF+3KVNmWG6NESFTxocp4"
)
"""Verified in the place of an account that is not there, so that the answer takes as long."""


def make_hash(password: str) -> str:
    """Return what is kept of a password."""
    return background.apart(lambda: _HASHER.hash(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one behind a hash; None for nobody's hash takes as long."""
    return (
        background.apart(lambda: _matches(password_hash or DUMMY, password))
        and password_hash is not None
    )


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made at another cost than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def refuse_weak(password: str, *, field: str, email: str, name: str) -> None:
    """Raise Invalid (weak_password) for what a guesser tries first; `field` names it."""
    folded = password.casefold()
    theirs = {email, email.partition("@")[0], name, *name.split()}
    if folded in _common():
        detail = "This is one of the passwords that are guessed first."
    elif _is_pattern(folded):
        detail = "This repeats or counts: it is guessed quickly."
    elif len(_without(folded, theirs)) < LEFT_OVER:
        detail = "This is hardly more than your name or address."
    elif len(_without(folded, theirs | OURS)) < LEFT_OVER:
        detail = "This is hardly more than the name of what it opens."
    else:
        return
    raise Invalid("weak_password", detail, field)


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).with_name("common_passwords.txt")
    return frozenset(path.read_text(encoding="utf-8").splitlines())


def _is_pattern(text: str) -> bool:
    """Tell whether a text is one short piece over and over, or counts up or down."""
    for size in (1, 2, 3):
        if text == (text[:size] * len(text))[: len(text)]:
            return True
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    # 9 to 0 and back, as in 7890123456
    return any(steps <= {step, -9 * step} for step in (1, -1))


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        folded = unicodedata.normalize("NFC", word).casefold()
        if len(folded) > 2:
            text = text.replace(folded, "")
    return text


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
