"""Limits of a request: who tries is known here, how often is counted in the store."""

import hashlib
import hmac
import ipaddress
from datetime import timedelta

from flask import current_app, request

from tracker import clock, guard
from tracker.services import throttle
from tracker.web.secret import secret


def network() -> str:
    """Return where a request comes from: the /24 (IPv4) or /64 (IPv6) around its address.

    Whoever has one IPv6 address has 2^64 of them.
    """
    raw = str(request.environ.get(guard.ADDRESS, ""))
    try:
        address = ipaddress.ip_address(raw.partition("%")[0])
    except ValueError:
        return raw
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    prefix = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


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
