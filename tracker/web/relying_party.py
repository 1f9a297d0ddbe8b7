"""For which host passkeys are made, and where they can be used: what browsers allow decides it.

They make passkeys for a name, never for an IP address, and on https alone, or on `localhost`.
"""

from urllib.parse import urlsplit

from flask import current_app, request

from tracker.config import Settings
from tracker.services.passkey_proofs import RelyingParty, can_be_used


def of_this_server() -> RelyingParty | None:
    """Return who asks for passkeys here, None where browsers would make none."""
    origin = address()
    if origin is None:
        return None
    settings: Settings = current_app.config["WOVEN"]
    return RelyingParty(urlsplit(origin).hostname or "", settings.origins)


def address() -> str | None:
    """Return the origin on which passkeys can be used, None for nowhere."""
    settings: Settings = current_app.config["WOVEN"]
    return next((one for one in sorted(settings.origins) if can_be_used(one)), None)


def is_here() -> bool:
    """Tell whether this request came by that address: on another, browsers offer no passkey."""
    origin = address()
    return origin is not None and urlsplit(origin).netloc == request.host
