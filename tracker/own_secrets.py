"""What a server keeps secret and makes by itself at its first start."""

import base64
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve P-256: private keys lie below it."""


class SettingError(ValueError):
    """A setting that cannot be used; the message names it and says what is expected."""


def secret_key(given: str, instance: Path) -> str:
    """Return the secret that is set, or the one kept in a folder. Raises SettingError."""
    if given:
        if len(given) < 32:
            raise SettingError("SECRET_KEY: at least 32 characters")
        return given
    path = instance / "secret_key"
    kept = _kept(path, lambda: secrets.token_urlsafe(48))
    if len(kept) < 32:  # with an empty one, everybody could forge what it signs
        raise SettingError(f"{path} does not hold a secret: remove it, or set SECRET_KEY")
    return kept


def vapid_key(given: str, instance: Path) -> str:
    """Return the key that push services know, set or kept likewise. Raises SettingError."""
    path = instance / "vapid_key"
    key = given or _kept(path, _new_vapid_key)
    number = base64.urlsafe_b64decode(f"{key}=") if re.fullmatch(r"[\w-]{43}", key, re.A) else b""
    if not 0 < int.from_bytes(number) < _P256:
        if given:
            raise SettingError("VAPID_KEY: a private key, 43 letters and digits")
        raise SettingError(f"{path} does not hold a key: remove it, or set VAPID_KEY")
    return key


def _new_vapid_key() -> str:
    number = 1 + secrets.randbelow(_P256 - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32)).rstrip(b"=").decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return what a file holds; at the first start it is made."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.parent / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    if not path.exists():
        # Several workers may start at once: each writes a file of its own, whole and synced, and
        # link() lets exactly one of them become the secret. Nobody can read half a secret.
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, make().encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another worker was first; its secret is read below
        finally:
            fresh.unlink()
    return path.read_text().strip()
