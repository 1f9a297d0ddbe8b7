"""The code for a coach, kept in the browser that made it; as with one's own invitation.

The store has hashes alone. The cookie goes to the couple's own page of the coach, no script reads
it, it ends with the browser and with signing out, and it is shown only while it still opens.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Response
from markupsafe import Markup

from tracker.services.coaching import held_code
from tracker.services.coaching.coach_codes import Offer
from tracker.web import coach_codes, invitations
from tracker.web.pages.narrow_cookies import NarrowCookie

_COOKIE = NarrowCookie("woven_our_coach", "/our-coach", 96)


@dataclass(frozen=True, slots=True)
class Code:
    """A code for a coach, its address and the picture of that."""

    url: str
    picture: Markup
    code: str | None
    """None once it was guessed at too often."""
    where: str


def keep(response: Response, link_id: str, offer: Offer) -> None:
    """Hand a browser the secrets of a new code."""
    _COOKIE.keep(response, f"{link_id}.{offer.token}.{offer.code}")


def kept(link_id: str, key: bytes, now: datetime) -> Code | None:
    """Return the code of a link as this browser holds it, None where it holds none that opens."""
    whose, _dot, rest = _COOKIE.kept().partition(".")
    token, _dot, code = rest.partition(".")
    if whose != link_id:
        return None
    by_token, by_code = held_code.still_opens(link_id, token, code, key, now)
    if not by_token:
        return None
    shown = coach_codes.shown(Offer(code, token, None), coach_codes.FOR_COACH)
    return Code(
        url=shown.url,
        picture=Markup(invitations.qr_svg(shown.url)),  # noqa: S704 – made of base64url
        code=code if by_code else None,
        where=shown.url.partition("#")[0].partition("://")[2],
    )


def forget(response: Response) -> None:
    """Take the secrets out of a browser."""
    _COOKIE.forget(response)
