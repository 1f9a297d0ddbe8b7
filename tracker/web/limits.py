"""Limits of a request: who tries is known here, how often is counted in the store."""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app, request

from tracker import clock, environs, guard
from tracker.services import throttle
from tracker.web.secret import secret


def network() -> str:
    """Return where a request comes from."""
    return environs.network(str(request.environ.get(guard.ADDRESS, "")))


def credential() -> str:
    """Return by which session or token a request comes, the empty text for none."""
    principal = request.environ.get(guard.PRINCIPAL)
    return "" if principal is None else str(principal.credential_id)


def limit(name: str, *subject: str, limit: int, window: timedelta) -> None:
    """Count one try of `name` by `subject` (a person's id, `network()`, or several together).

    Raises TooMany beyond `limit` tries in `window`. Does nothing with RATE_LIMITS=off.
    """
    if current_app.config["WOVEN"].rate_limits:
        throttle.hit(name, _keyed(subject), limit=limit, window=window, now=clock.now())


def forgive(name: str, *subject: str) -> None:
    """Take back one try counted by `limit`: the secret was right."""
    if current_app.config["WOVEN"].rate_limits:
        throttle.forgive(name, _keyed(subject))


def _keyed(subject: tuple[str, ...]) -> str:
    """Hide a subject: network addresses are few enough to be found by hashing them all."""
    words = "\n".join(subject).encode("utf-8", "surrogatepass")
    return hmac.digest(secret(), b"limit:" + words, hashlib.sha256).hex()
