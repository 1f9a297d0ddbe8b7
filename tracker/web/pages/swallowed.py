"""A date that a change of zone swallowed: what Today asks about it, and the answer."""

from typing import Any

from flask import Blueprint, redirect, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.swallowed import PAUSE, SwallowedForm
from tracker.services import errors, swallowed
from tracker.web.pages import browser, forms, notices, today

blueprint = Blueprint("swallowed", __name__)

_ANSWER = SwallowedForm()


@blueprint.post("/today/swallowed")
def answer() -> Any:
    """Take it off or leave it; answered before, Today is shown as it is."""
    me = browser.me()
    values, wrong = forms.read(_ANSWER)
    if wrong:
        return today.refused(me, wrong, 422)
    pause = values["answer"] == PAUSE
    try:
        was_asked = swallowed.answer(me, values["first"], pause=pause, now=clock.now())
    except errors.Conflict as refusal:
        return today.refused(me, forms.said(refusal), STATUS[type(refusal)])
    if was_asked and pause:
        return notices.done("today.show", "paused")
    return redirect(url_for("today.show"), 303)
