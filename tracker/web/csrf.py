"""Tokens against forged writes: one a session, and one for the forms before there is a session."""

import hashlib
import hmac

from flask import current_app


def token(subject: str) -> str:
    """Return the token that belongs to a credential's id, or to a pre-session cookie."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, b"csrf:" + subject.encode(), hashlib.sha256).hexdigest()


def matches(subject: str, presented: str) -> bool:
    """Tell whether a presented token belongs to the subject."""
    return hmac.compare_digest(token(subject).encode(), presented.encode("utf-8", "replace"))
