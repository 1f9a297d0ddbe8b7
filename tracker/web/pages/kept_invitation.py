"""The secrets of one's own invitation, kept in the browser that made it and nowhere else.

The store has hashes alone, so without this the link would be gone with the first look elsewhere.
The cookie goes to the page of the invitation alone, no script reads it, and it ends with the
browser, with signing out, and with the invitation: what it holds is compared with the hashes.
"""

from flask import Response

from tracker.web.invitations import Shown
from tracker.web.pages.narrow_cookies import NarrowCookie

_COOKIE = NarrowCookie("woven_invite", "/invite", 64)


def keep(response: Response, shown: Shown) -> None:
    """Hand a browser the secrets of a new invitation."""
    token = shown.url.partition("#")[2]
    _COOKIE.keep(response, f"{token}.{shown.code}")


def kept() -> tuple[str, str]:
    """Return token and code as the browser holds them, empty where it holds none."""
    token, _dot, code = _COOKIE.kept().partition(".")
    return token, code


def forget(response: Response) -> None:
    """Take the secrets out of a browser."""
    _COOKIE.forget(response)
