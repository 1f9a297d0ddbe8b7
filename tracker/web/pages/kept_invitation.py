"""The secrets of one's own invitation, kept in the browser that made it and nowhere else.

The store has hashes alone, so without this the link would be gone with the first look elsewhere.
The cookie goes to the page of the invitation alone, no script reads it, and it ends with the
browser, with signing out, and with the invitation: what it holds is compared with the hashes.
"""

from flask import Response, current_app, request

from tracker.web.invitations import Shown

_LONGEST = 64


def keep(response: Response, shown: Shown) -> None:
    """Hand a browser the secrets of a new invitation."""
    token = shown.url.partition("#")[2]
    response.set_cookie(
        _name(),
        f"{token}.{shown.code}",
        path="/invite",
        secure=_https(),
        httponly=True,
        samesite="Lax",
    )


def kept() -> tuple[str, str]:
    """Return token and code as the browser holds them, empty where it holds none."""
    sent = request.cookies.get(_name(), "")
    token, _dot, code = sent.partition(".") if len(sent) <= _LONGEST else ("", "", "")
    return token, code


def forget(response: Response) -> None:
    """Take the secrets out of a browser."""
    response.delete_cookie(_name(), path="/invite", secure=_https(), httponly=True, samesite="Lax")


def _https() -> bool:
    return bool(current_app.config["WOVEN"].https)


def _name() -> str:
    return "__Secure-woven_invite" if _https() else "woven_invite"
