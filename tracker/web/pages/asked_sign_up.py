"""Signing up where an address is confirmed first: what a browser keeps until the link is opened.

The cookie says which sign-up this browser asked for, so that its link needs no password here, and
what it was on its way to: an invitation, or a page. No script reads it, and it ends with the
browser.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, current_app, make_response, redirect, url_for

from tracker import clock
from tracker.services import sign_ups
from tracker.web import account_limits, languages
from tracker.web.pages.narrow_cookies import NarrowCookie

_COOKIE = NarrowCookie("woven_sign_up", "/", 2000)
"""For all paths, so that no other host can set it: it stands in for a password. Browsers keep 4 KiB
of one; without it the link still opens, and asks for the password."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser keeps; empty where there is nothing."""

    id: str = ""
    code: str = ""
    next: str = ""
    shared: str = ""


def is_on() -> bool:
    """Tell whether accounts begin with a mailed link."""
    return bool(current_app.config["WOVEN"].signup_confirm)


def ask(values: Mapping[str, Any], *, to: str = "", code: str = "") -> Response:
    """Ask for an account, and say to look into the mail. Raises Invalid and TooMany."""
    account_limits.sign_up(values["email"])
    account = {name: values[name] for name in ("email", "password", "name", "timezone")}
    asked_id = sign_ups.ask(**account, now=clock.now(), language=languages.preset())
    response = make_response(redirect(url_for("mailed_sign_up.sent"), 303))
    kept = Asked(asked_id, code, to, "on" if values["shared"] else "")
    _COOKIE.keep(response, urlencode(asdict(kept)))
    return response


def asked() -> Asked:
    """Return what this browser asked for."""
    found = dict(parse_qsl(_COOKIE.kept()))
    return Asked(**{name: found.get(name, "") for name in Asked.__slots__})


def forget(response: Response) -> None:
    """Take it out of the browser."""
    _COOKIE.forget(response)
