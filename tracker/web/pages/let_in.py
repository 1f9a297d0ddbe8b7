"""A couple's code, in the hands of the coach to whom they gave it: who asks, and yes.

The token stands behind the # of the address until a script posts it. Who is not signed in is shown
nothing yet: what they presented waits in a cookie of this page alone while they sign in.
"""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.schemas.our_coach import CodeForm
from tracker.services import accounts, codes, errors
from tracker.services.coaching import accepting, letting_in
from tracker.services.coaching.accepting import Asking
from tracker.services.codes import Typed
from tracker.web import coach_codes
from tracker.web.pages import browser, coach_asked, coach_pages, forms, pasted
from tracker.web.pages.narrow_cookies import NarrowCookie
from tracker.web.pages.scope_words import SCOPES

blueprint = Blueprint("let_in", __name__)

_CODE = CodeForm()
_COOKIE = NarrowCookie("woven_let_in", "/let-in", 64)


@blueprint.before_request
def enter() -> Any:
    """Have who coaches sign in as safely as a coach does; what they presented waits meanwhile."""
    if browser.principal() is None:
        return None
    blocked = coach_pages.enter()
    if blocked is not None and request.method == "POST":
        return _kept(pasted.secret(request.form.get("code", "")))
    return blocked


@blueprint.get("/let-in")
def show() -> Any:
    """Ask for the code, or go on with the one presented before signing in."""
    held = _COOKIE.kept()
    if browser.principal() is None:
        return _page("first.html" if held else "typed.html")
    return _seen(held) if held else _page("typed.html")


@blueprint.post("/let-in")
def answer() -> Any:
    """Look who asks; with `step` yes, say it."""
    values, wrong = forms.read(_CODE)
    if wrong:
        return _page("typed.html", 422, wrong=wrong)
    presented = pasted.secret(values["code"])
    if browser.principal() is None:
        return _kept(presented)
    return _yes(presented) if values.get("step") == "yes" else _seen(presented)


def forget(response: Response) -> None:
    """Take what was presented out of a browser: with it whoever signs in next could go on."""
    _COOKIE.forget(response)


def _kept(presented: str) -> Response:
    if codes.read(presented) is None:
        return _page("typed.html", 422, wrong={"code": [_("This is neither a code nor a link.")]})
    response: Response = redirect(url_for("let_in.show"), 303)  # type: ignore[assignment]
    _COOKIE.keep(response, presented)
    return response


def _seen(presented: str) -> Response:
    try:
        with coach_codes.guessing():
            asking = accepting.preview_code(presented, coach_codes.key(), clock.now())
    except errors.Refusal as refusal:
        return _refused(refusal)
    if _is_ours(asking):
        return _page("own.html")
    return _page("seen.html", asking=asking, presented=presented)


def _yes(presented: str) -> Response:
    who = browser.signed_in()
    try:
        with coach_codes.guessing():
            key = coach_codes.key()
            accepted = accepting.accept_code(who.person_id, presented, key, clock.now())
    except errors.Refusal as refusal:
        return _refused(refusal)
    response = coach_asked.begun(accepted)
    forget(response)
    return response


def _refused(refusal: errors.Refusal) -> Response:
    if isinstance(refusal, errors.TooMany):
        return forms.later(_page("typed.html", 429, wrong=forms.said(refusal, "code")), refusal)
    own = isinstance(refusal, errors.Conflict)  # own_couple
    response = _page("own.html", 409) if own else _page("typed.html", 404, closed=True)
    forget(response)
    return response


def _is_ours(asking: Asking) -> bool:
    letting = letting_in.show(browser.signed_in().person_id, clock.now())
    return letting is not None and letting.link.id == asking.id


def _page(template: str, status: int = 200, **values: Any) -> Response:
    who = browser.principal()
    me = None if who is None or status >= 400 else accounts.view(who.person_id, clock.now())
    typed = request.form.get("code", "").strip()
    shown = typed if isinstance(codes.read(typed), Typed) else ""
    values = {"wrong": {}, "me": me, "typed": shown, "scopes": SCOPES, **values}
    return make_response(render_template(f"let_in/{template}", **values), status)
