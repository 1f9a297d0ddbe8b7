"""The screen on the wall: what the two have woven, large, for whoever stands before it.

It is let in by a cookie of its own (docs/decisions/wall-links.md), and never by who is signed in.
"""

from datetime import timedelta
from typing import cast

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)

from tracker import clock, guard
from tracker.config import Settings
from tracker.services import errors, wall_view, walls
from tracker.services.principal import Wall
from tracker.web import limits
from tracker.web.pages import browser, wall_page

blueprint = Blueprint("wall", __name__)

LIVES = timedelta(days=400)
"""How long a browser keeps the cookie from each look on: none keeps one longer."""
MISSES, WINDOW = 60, timedelta(minutes=10)
"""How often a network may ask with what is no link."""


@blueprint.get("/wall/<string:secret>")
def enter(secret: str) -> Response:
    """Let a browser in by its link, and lead on: the link stays out of sight.

    A link that was never one and one that has ended answer alike.
    """
    if walls.find(secret) is None:
        limits.limit("wall_network", limits.network(), limit=MISSES, window=WINDOW)
        return _ended()
    response = cast(Response, redirect("/wall", 303))
    browser.set_cookie(response, _cookie(), secret, LIVES)
    return response


@blueprint.get("/wall")
def show() -> Response:
    """Show what the two have woven, or that this screen is let in no more."""
    wall: Wall | None = request.environ[guard.WALL]
    now = clock.now()
    try:
        if wall is None:
            raise errors.NotFound
        view = wall_view.read(wall.link_id, now)
    except errors.NotFound:
        response = _ended()
        if _cookie() in request.cookies:
            browser.clear_cookie(response, _cookie())
        return response
    response = make_response(render_template("wall/wall.html", shown=wall_page.shown(view, now)))
    browser.set_cookie(response, _cookie(), request.cookies[_cookie()], LIVES)
    return response


def _ended() -> Response:
    return make_response(render_template("wall/ended.html"), 404)


def _cookie() -> str:
    return guard.wall_cookie(cast(Settings, current_app.config["WOVEN"]))
