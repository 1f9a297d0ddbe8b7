"""Links for screens on the wall: making one, which is shown once, and ending any of them."""

from typing import Any

from flask import Response, make_response, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from tracker import clock
from tracker.schemas.wall import WallForm
from tracker.services import accounts, couples, errors, walls
from tracker.web import invitations
from tracker.web import walls as shared
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.settings.blueprint import blueprint
from tracker.web.walls import Shown

_FORM = WallForm()


@blueprint.get("/wall")
def wall() -> Response:
    """Show the links there are, and what whoever has one sees."""
    return _page(browser.me())


@blueprint.post("/wall")
def make_wall() -> Any:
    """Make a link, and show it: nowhere is it kept, so the answer is the page itself."""
    me = browser.me()
    values, wrong = forms.read(_FORM)
    if wrong:
        return _page(me, wrong=wrong, status=422)
    try:
        return _page(me, shared.make(me, names=values["names"]))
    except errors.Conflict as refusal:
        return _page(me, wrong=forms.said(refusal), status=409)
    except errors.NotFound:
        wrong = {"form": [_("You are linked with nobody, so there is nothing to show.")]}
        return _page(me, wrong=wrong, status=409)
    except errors.TooMany as refusal:
        return forms.later(_page(me, wrong=forms.said(refusal), status=429), refusal)


@blueprint.post("/wall/<string:wall_id>")
def change_wall(wall_id: str) -> Any:
    """Set whether a screen shows names."""
    me = browser.me()
    walls.require(me, wall_id)
    values, wrong = forms.read(_FORM)
    if wrong:
        return _page(me, wrong=wrong, status=422)
    walls.change(me, wall_id, values["names"], clock.now())
    return notices.done("settings.wall", "saved")


@blueprint.post("/wall/<string:wall_id>/end")
def end_wall(wall_id: str) -> Any:
    """End a link."""
    walls.revoke(browser.me(), wall_id, clock.now())
    return notices.done("settings.wall", "wall_ended")


def _page(
    me: str,
    shown: Shown | None = None,
    *,
    wrong: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    now = clock.now()
    account, couple = accounts.view(me, now), couples.find(me, now)
    listed = walls.listed(me, after=None, limit=walls.MOST).items if couple else ()
    page = render_template(
        "settings/wall.html",
        shown=shown,
        # Ours alone: the address is made of base64url.
        picture=shown and Markup(invitations.qr_svg(shown.url)),  # noqa: S704
        listed=listed,
        is_full=len(listed) >= walls.MOST,
        me=me,
        today=account.local_date,
        partner=couple and couple.partner_of(me),
        wrong=wrong or {},
    )
    return make_response(page, status)
