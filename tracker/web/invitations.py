"""What the API and the pages share around an invitation: its address, its picture, its guards."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from flask import current_app, request

from tracker import clock, guard
from tracker.config import Settings
from tracker.services import codes, errors, invites
from tracker.services.principal import Principal
from tracker.web import limits, locales
from tracker.web.secret import secret

PERSON_TRIES = 10
NETWORK_TRIES = 30
WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Shown:
    """A new invitation as it is shown, once."""

    code: str
    code_expires_at: datetime
    url: str
    qr_svg: str
    expires_at: datetime


def key() -> bytes:
    """Return the key under which codes are hashed."""
    return codes.key(secret(), "invites")


def offer(person_id: str) -> Shown:
    """Open an invitation for this person; the week begins as in their browser's locale."""
    made = invites.offer(
        person_id,
        week_start=locales.week_start(request.accept_languages.values()),
        key=key(),
        now=clock.now(),
    )
    settings: Settings = current_app.config["WOVEN"]
    # Behind the #, so that no server, proxy or log ever sees it.
    url = f"{settings.public_url}/join#{made.token}"
    return Shown(made.code, made.code_expires_at, url, qr_svg(url), made.expires_at)


def qr_svg(text: str) -> str:
    """Return text as a QR code: one SVG element, without size, style or script."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture,
        kind="svg",
        xmldecl=False,
        nl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        dark="#000",
        light="#fff",  # scanners want dark on light, whatever the page's theme
    )
    return picture.getvalue().decode()


@contextmanager
def guessing() -> Iterator[None]:
    """Count what happens inside as a guess, per person and per network, unless it was right.

    Raises TooMany. The invitation itself counts too, whatever RATE_LIMITS says.
    """
    principal: Principal | None = request.environ.get(guard.PRINCIPAL)
    subjects = [("invite_network", limits.network(), NETWORK_TRIES)]
    if principal is not None:
        subjects.append(("invite_person", principal.person_id, PERSON_TRIES))
    for name, subject, most in subjects:
        limits.limit(name, subject, limit=most, window=WINDOW)
    try:
        yield
    except errors.NotFound:
        raise
    except errors.Refusal:
        _forgive(subjects)
        raise
    _forgive(subjects)


def _forgive(subjects: list[tuple[str, str, int]]) -> None:
    for name, subject, _most in subjects:
        limits.forgive(name, subject)
