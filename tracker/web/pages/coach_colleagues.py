"""Who works under one practice: inviting, joining, leaving, parting, handing it on."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.schemas.our_coach import CodeForm
from tracker.services import errors
from tracker.services.coaching import colleagues
from tracker.web import coach_codes
from tracker.web.pages import (
    browser,
    coach_pages,
    coach_practice_page,
    forms,
    kept_codes,
    notices,
    pasted,
)

blueprint = Blueprint("coach_colleagues", __name__)
blueprint.before_request(coach_pages.enter)

_CODE = CodeForm()


@blueprint.post("/coach/practice/invite")
def invite() -> Any:
    """Make a code for one colleague."""
    me = browser.me()
    try:
        offer = colleagues.invite(me, coach_codes.key(), clock.now())
    except errors.Conflict as refusal:
        return coach_practice_page.page(me, forms.said_of_all(refusal), 409)
    response = notices.done("coach_practice.show", "colleague_code")
    kept_codes.keep(response, "colleague", offer)
    return response


@blueprint.post("/coach/practice/invite/end")
def withdraw_invite() -> Any:
    """End that code."""
    colleagues.withdraw_invite(browser.me())
    response = notices.done("coach_practice.show", "withdrawn")
    kept_codes.forget(response, "colleague")
    return response


@blueprint.post("/coach/practice/join")
def join() -> Any:
    """Come under a colleague's practice."""
    me = browser.me()
    values, wrong = forms.read(_CODE)
    if wrong:
        return coach_practice_page.page(me, wrong, 422)
    try:
        with coach_codes.guessing():
            presented = pasted.secret(values["code"])
            colleagues.join(me, presented, coach_codes.key(), clock.now())
    except errors.NotFound:
        wrong = {"code": [_("No practice has this code, or it was used. Look at it once more.")]}
        return coach_practice_page.page(me, wrong, 404)
    except errors.TooMany as refusal:
        refused = coach_practice_page.page(me, forms.said(refusal, "code"), 429)
        return forms.later(refused, refusal)
    except errors.Conflict as refusal:
        if refusal.code != "own_practice":  # else it was pressed twice
            return coach_practice_page.page(me, forms.said_of_all(refusal), 409)
    return notices.done("coach_practice.show", "practice_joined")


@blueprint.post("/coach/practice/leave")
def leave() -> Any:
    """Leave for a practice of one's own. Pressed twice it is one's own already."""
    try:
        colleagues.leave(browser.me(), clock.now())
    except errors.Conflict:
        return redirect(url_for("coach_practice.show"), 303)
    return notices.done("coach_practice.show", "practice_left")


@blueprint.post("/coach/practice/colleagues/<string:colleague_id>/remove")
def remove(colleague_id: str) -> Any:
    """Part from a colleague."""
    colleagues.remove(browser.me(), colleague_id, clock.now())
    return notices.done("coach_practice.show", "colleague_gone")


@blueprint.post("/coach/practice/colleagues/<string:colleague_id>/owner")
def hand_on(colleague_id: str) -> Any:
    """Hand the practice on to a colleague."""
    colleagues.hand_on(browser.me(), colleague_id, clock.now())
    return notices.done("coach_practice.show", "handed_on")
