"""Codes of coaching, kept in the browser that made them; the store has hashes alone.

The cookies go to the page that shows the code alone, no script reads them, they end with the
browser and with signing out, and what is in them is shown only to whose it is, while it opens.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Response
from markupsafe import Markup

from tracker.services.coaching import own_codes
from tracker.services.coaching.coach_codes import Offer
from tracker.services.coaching.own_codes import Kind
from tracker.web import coach_codes, invitations
from tracker.web.pages.narrow_cookies import NarrowCookie

_COOKIES: dict[Kind, NarrowCookie] = {
    "couple": NarrowCookie("woven_our_coach", "/our-coach", 64),
    "practice": NarrowCookie("woven_practice", "/coach/practice", 64),
    "colleague": NarrowCookie("woven_colleague", "/coach/practice", 64),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code as its maker gives it on, its address and the picture of that."""

    url: str
    picture: Markup
    code: str | None
    """None once it was guessed at too often: the address still opens."""
    where: str


def keep(response: Response, kind: Kind, offer: Offer) -> None:
    """Hand a browser the secrets of a new code."""
    _COOKIES[kind].keep(response, f"{offer.token}.{offer.code}")


def kept(kind: Kind, whose: str, key: bytes, now: datetime) -> Code | None:
    """Return a code as this browser holds it, None where it holds none that opens.

    `whose`: the link of a couple's, else the coach.
    """
    token, _dot, code = _COOKIES[kind].kept().partition(".")
    by_token, by_code = own_codes.opens(kind, whose, token, code, key, now)
    if not by_token or (kind == "colleague" and not by_code):  # it is given on by its code alone
        return None
    path = coach_codes.FOR_COACH if kind == "couple" else coach_codes.FOR_COUPLE
    shown = coach_codes.shown(Offer(code, token, None), path)
    return Code(
        url=shown.url,
        picture=Markup(invitations.qr_svg(shown.url)),  # noqa: S704 – made of base64url
        code=code if by_code else None,
        where=shown.url.partition("#")[0].partition("://")[2],
    )


def forget(response: Response, *kinds: Kind) -> None:
    """Take the secrets of these out of a browser; of all, where none is named."""
    for kind in kinds or _COOKIES:
        _COOKIES[kind].forget(response)
