"""A coach's new codes, kept in the browser that made them; the store has hashes alone.

The cookies go to the page of the practice alone, no script reads them, they end with the browser,
and what is in them is shown to the coach whose code it is, and only while it still opens.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask import Response
from markupsafe import Markup

from tracker.services.coaching import own_codes
from tracker.services.coaching.coach_codes import Offer
from tracker.web import coach_codes, invitations
from tracker.web.pages.narrow_cookies import NarrowCookie

Kind = Literal["practice", "colleague"]
_COOKIES: dict[Kind, NarrowCookie] = {
    "practice": NarrowCookie("woven_practice", "/coach/practice", 64),
    "colleague": NarrowCookie("woven_colleague", "/coach/practice", 64),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code as its maker gives it on, and for couples its address and the picture of that."""

    code: str
    url: str
    picture: Markup
    where: str


def keep(response: Response, kind: Kind, offer: Offer) -> None:
    """Hand a browser the secrets of a new code."""
    _COOKIES[kind].keep(response, f"{offer.token}.{offer.code}")


def kept(kind: Kind, person_id: str, key: bytes, now: datetime) -> Code | None:
    """Return a code of the reader's as this browser holds it, None where it holds none."""
    token, _dot, code = _COOKIES[kind].kept().partition(".")
    if not own_codes.still_opens(person_id, token, code, key, now):
        return None
    shown = coach_codes.shown(Offer(code, token, None), coach_codes.FOR_COUPLE)
    return Code(
        code=code,
        url=shown.url,
        picture=Markup(invitations.qr_svg(shown.url)),  # noqa: S704 – made of base64url
        where=shown.url.partition("#")[0].partition("://")[2],
    )


def forget(response: Response, kind: Kind) -> None:
    """Take the secrets out of a browser."""
    _COOKIES[kind].forget(response)
