"""Our coach, for the two: letting one in, what holds, and showing them out again."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from flask import Blueprint, Response, redirect, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.schemas.our_coach import AskForm, ScopesForm
from tracker.services import couples, errors
from tracker.services.coaching import consents, letting_in
from tracker.web import coach_codes
from tracker.web.pages import browser, forms, kept_codes, notices, our_coach_page, pasted

blueprint = Blueprint("our_coach", __name__)

_ASK, _SCOPES = AskForm(), ScopesForm()


@blueprint.get("/our-coach")
def show() -> Any:
    """Show who looks along, or how somebody may."""
    return our_coach_page.page(browser.me())


@blueprint.post("/our-coach")
def ask() -> Any:
    """Ask one's partner to let a coach in."""
    me, now = browser.me(), clock.now()
    couples.require(me)
    values, wrong = forms.read(_ASK, optional={"practice_code"}, lists={"scopes"})
    if wrong:
        return our_coach_page.page(me, wrong, 422)
    code = values["practice_code"]
    try:
        with coach_codes.guessing() if code else nullcontext():
            code = code and pasted.secret(code)
            letting_in.ask(me, values["scopes"], code, coach_codes.key(), now)
    except errors.NotFound:
        wrong = {"practice_code": [_("No coach has this code. Look at it once more.")]}
        return our_coach_page.page(me, wrong, 404)
    except errors.TooMany as refusal:
        refused = our_coach_page.page(me, forms.said(refusal, "practice_code"), 429)
        return forms.later(refused, refusal)
    except errors.Conflict as refusal:
        if refusal.code == "coach_open":  # the partner was quicker
            return _as_it_stands()
        return our_coach_page.page(me, forms.said(refusal, "practice_code"), 409)
    return notices.done("our_coach.show", "coach_asked")


@blueprint.post("/our-coach/<string:link_id>/agree")
def agree(link_id: str) -> Any:
    """Say yes, scope by scope, to what the partner or the coach asks."""
    me, now = browser.me(), clock.now()
    letting_in.require(me, link_id, now)
    values, wrong = forms.read(_SCOPES, lists={"scopes"})
    if wrong:
        return our_coach_page.page(me, wrong, 422)
    try:
        _view, offer = letting_in.agree(me, link_id, values["scopes"], coach_codes.key(), now)
    except errors.Conflict:
        return _as_it_stands()
    response = notices.done("our_coach.show", "coach_agreed")
    if offer is not None:
        kept_codes.keep(response, "couple", offer)
    return response


@blueprint.post("/our-coach/<string:link_id>/code")
def make_code(link_id: str) -> Any:
    """Make another code for the coach."""
    me, now = browser.me(), clock.now()
    try:
        offer = letting_in.new_code(me, link_id, coach_codes.key(), now)
    except errors.Conflict:
        return _as_it_stands()
    response: Response = redirect(url_for("our_coach.show"), 303)  # type: ignore[assignment]
    kept_codes.keep(response, "couple", offer)
    return response


@blueprint.post("/our-coach/<string:link_id>/scopes")
def set_scopes(link_id: str) -> Any:
    """Set what oneself lets the coach see."""
    me, now = browser.me(), clock.now()
    letting_in.require(me, link_id, now)
    values, wrong = forms.read(_SCOPES, lists={"scopes"})
    if wrong:
        return our_coach_page.page(me, wrong, 422)
    return _do(lambda: consents.set_scopes(me, link_id, values["scopes"], now), "saved")


@blueprint.post("/our-coach/<string:link_id>/renew")
def renew(link_id: str) -> Any:
    """Say yes again, for oneself alone."""
    me, now = browser.me(), clock.now()
    return _do(lambda: consents.renew(me, link_id, now), "coach_renewed")


@blueprint.post("/our-coach/<string:link_id>/end")
def end(link_id: str) -> Any:
    """Show the coach out, take back what one asked, or say not now. Pressed twice it is done."""
    me, now = browser.me(), clock.now()
    couples.require(me)
    try:
        letting_in.revoke(me, link_id, now)
    except errors.NotFound:
        return _as_it_stands()
    response = notices.done("our_coach.show", "coach_ended")
    kept_codes.forget(response, "couple")
    return response


def _do(act: Callable[[], object], said: str) -> Any:
    try:
        act()
    except errors.Conflict:
        return _as_it_stands()
    return notices.done("our_coach.show", said)


def _as_it_stands() -> Any:
    """Lead whoever pressed what is not asked any more to the page, which says how it is now."""
    return redirect(url_for("our_coach.show"), 303)
