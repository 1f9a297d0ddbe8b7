"""Signing in halfway: the password was right, and a code is still to come.

What is kept meanwhile is in a cookie, encrypted: whose password it was, and what they were on their
way to. It opens in the browser that sent the password alone, for five minutes, and as long as the
password is the same. It lets nobody in.
"""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import Response, make_response, redirect, url_for

from tracker import clock
from tracker.services import encryption, proving
from tracker.services.encryption import Unreadable
from tracker.services.proving import Identity
from tracker.web.pages import browser, forms
from tracker.web.pages.narrow_cookies import NarrowCookie
from tracker.web.secret import secret

LIVES = timedelta(minutes=5)
_COOKIE = NarrowCookie("woven_halfway", "/sign-in/code", 3500)
_LONGEST_WAY = 1500
"""Bytes of an address to go on to: browsers keep 4 KiB of a cookie."""
_PURPOSE = "sign-in halfway"


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody whose password was right, and what they were on their way to."""

    person_id: str
    paused: str
    shared: bool
    next: str
    code: str
    """What was presented of an invitation to say yes to, empty for none."""
    until: float


def ask(identity: Identity, *, shared: bool, to: str, code: str = "") -> Response:
    """Ask for a code on the next page. Raises Unauthenticated."""
    person_id, paused = proving.pause(identity)
    to = to if len(json.dumps(to)) <= _LONGEST_WAY else forms.HOME
    until = (clock.now() + LIVES).timestamp()
    text = json.dumps(asdict(Halfway(person_id, paused, shared, to, code, until)))
    response = make_response(redirect(url_for("sign_in_code.show"), 303))
    sealed = encryption.encrypt(text, secret=secret(), purpose=_PURPOSE, place=_place())
    _COOKIE.keep(response, sealed)
    return response


def find() -> tuple[Halfway, Identity] | None:
    """Return who is halfway in this browser, None for nobody any more."""
    kept = _COOKIE.kept()
    if not kept:
        return None
    try:
        text = encryption.decrypt(kept, secret=secret(), purpose=_PURPOSE, place=_place())
    except (Unreadable, ValueError):
        return None  # of another browser, or nothing that we have written
    found = Halfway(**json.loads(text))
    if found.until <= clock.now().timestamp():
        return None
    identity = proving.resume(found.person_id, found.paused)
    return None if identity is None else (found, identity)


def forget(response: Response) -> None:
    """Take it out of a browser."""
    _COOKIE.forget(response)


def _place() -> str:
    return browser.subject() or ""
