"""Confirming an address: the mailed link shows a page, and its button does it.

Programs that look for malice in mails open their links, so opening one must not be a yes.
"""

from typing import Any

from flask import Blueprint, Response, make_response, render_template

from tracker import clock
from tracker.services import addresses, errors, mail_links
from tracker.web.pages import browser, notices

blueprint = Blueprint("confirm", __name__, url_prefix="/confirm")


@blueprint.get("/<string:secret>")
def show(secret: str) -> Response:
    """Show which address it is."""
    try:
        link = mail_links.find(secret, addresses.OPENED, clock.now())
    except errors.NotFound:
        return _dead("confirm", 404)
    is_new = link.purpose == mail_links.ADDRESS
    page = render_template("account/confirm.html", email=link.email, is_new=is_new)
    return make_response(page)


@blueprint.post("/<string:secret>")
def confirm(secret: str) -> Any:
    """Confirm it; nobody needs to be signed in, since the link is the proof."""
    try:
        link = addresses.confirm(secret, clock.now())
    except errors.NotFound:
        return _dead("confirm", 404)
    except errors.Conflict:
        return _dead("taken", 409)
    who = browser.principal()
    if who is None:
        return notices.done("sign_in.show", "confirmed")
    own = who.person_id == link.person_id
    return notices.done("settings.address" if own else "landing.show", "confirmed")


def _dead(about: str, status: int) -> Response:
    return make_response(render_template("account/dead_link.html", about=about), status)
