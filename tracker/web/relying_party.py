"""For which host passkeys are made, and where they can be used: what browsers allow decides it.

They make passkeys for a name, never for an IP address, and on https alone, or on `localhost`.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app, request

from tracker.config import Settings
from tracker.services.passkey_proofs import RelyingParty

LOCAL = "localhost"


def of_this_server() -> RelyingParty | None:
    """Return who asks for passkeys here, None where browsers would make none."""
    origin = address()
    if origin is None:
        return None
    settings: Settings = current_app.config["WOVEN"]
    return RelyingParty(_host(origin), settings.origins)


def address() -> str | None:
    """Return the origin on which passkeys can be used, None for nowhere."""
    settings: Settings = current_app.config["WOVEN"]
    return next((one for one in sorted(settings.origins) if _can_be_used(one)), None)


def is_here() -> bool:
    """Tell whether this request came by that address: on another, browsers offer no passkey."""
    origin = address()
    return origin is not None and urlsplit(origin).netloc == request.host


def _can_be_used(origin: str) -> bool:
    host = _host(origin)
    return host == LOCAL or (origin.startswith("https://") and not _is_number(host))


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
