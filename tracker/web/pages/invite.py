"""Inviting the other: a link, a picture of it to scan, a code to type.

Opening the page makes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from markupsafe import Markup

from tracker import clock
from tracker.services import accounts, errors, habits, waiting
from tracker.services.accounts import Me
from tracker.services.waiting import Open
from tracker.web import invitations
from tracker.web.pages import browser, kept_invitation
from tracker.web.pages.notices import done
from tracker.web.words import dates, terms

blueprint = Blueprint("invite", __name__)

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """An open invitation as the page shows it; without `url` this browser does not hold it."""

    until: str
    url: str | None
    picture: Markup
    code: str | None
    minutes: int


@blueprint.get("/invite")
def show() -> Any:
    """Show what is open and what waits; once there is a partner, lead to Today."""
    me, now = accounts.view(browser.me(), clock.now()), clock.now()
    if me.couple is not None:
        return done("today.show", "joined")
    token, code = kept_invitation.kept()
    found = waiting.invitation(me.id, token=token, code=code, key=invitations.key(), now=now)
    return render_template(
        "pairing/invite.html",
        invitation=None if found is None else _shown(found, me, now),
        where=f"{_origin().partition('://')[2]}{url_for('join.show')}",
        proposed=[
            (habit, terms.cadence(habit.proposal.terms.cadence))
            for habit in habits.alive(me.id, now)
            if habit.proposal is not None
        ],
    )


@blueprint.post("/invite")
def make() -> Any:
    """Make an invitation in the place of the one before."""
    me = browser.me()
    try:
        shown = invitations.offer(me)
    except errors.Conflict:  # already_linked: somebody said yes in this very moment
        return done("today.show", "joined")
    response: Response = redirect(url_for("invite.show"), 303)  # type: ignore[assignment]
    kept_invitation.keep(response, shown)
    return response


@blueprint.post("/invite/take-back")
def take_back() -> Any:
    """Void the open invitation, wherever it was made."""
    waiting.take_back(browser.me(), clock.now())
    response = done("invite.show", "withdrawn")
    kept_invitation.forget(response)
    return response


def _shown(found: Open, me: Me, now: datetime) -> Shown:
    url = None if found.token is None else f"{_origin()}{url_for('join.show')}#{found.token}"
    return Shown(
        until=dates.full(found.expires_at.astimezone(ZoneInfo(me.timezone)).date()),
        url=url,
        picture=Markup(invitations.qr_svg(url) if url else ""),  # noqa: S704
        code=found.code,
        minutes=-((now - found.code_expires_at) // _MINUTE),
    )


def _origin() -> str:
    return str(current_app.config["WOVEN"].public_url)
