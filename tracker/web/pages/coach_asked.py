"""Couples that ask for this coach by name, and the way in for a code that a couple gave."""

from typing import Any

from flask import Blueprint, Response, render_template

from tracker import clock
from tracker.services import errors
from tracker.services.coaching import accepting
from tracker.services.coaching.accepting import Asking
from tracker.web.pages import browser, coach_pages, forms, notices
from tracker.web.pages.scope_words import SCOPES

blueprint = Blueprint("coach_asked", __name__)
blueprint.before_request(coach_pages.enter)


@blueprint.get("/coach/asked")
def show() -> Any:
    """Show who asks."""
    me = browser.me()
    return render_template(
        "coach_asked/asked.html",
        asking=accepting.asked_of(me, clock.now()),
        scopes=SCOPES,
        wrong={},
    )


@blueprint.post("/coach/asked/<string:asked_id>/accept")
def accept(asked_id: str) -> Any:
    """Say yes to a couple."""
    me, now = browser.me(), clock.now()
    try:
        return begun(accepting.accept_asked(me, asked_id, now))
    except errors.Conflict as refusal:
        page = render_template(
            "coach_asked/asked.html",
            asking=accepting.asked_of(me, now),
            scopes=SCOPES,
            wrong=forms.said_of_all(refusal),
        )
        return page, 409


@blueprint.post("/coach/asked/<string:asked_id>/decline")
def decline(asked_id: str) -> Any:
    """Say not now. Neither partner reads who ended it."""
    accepting.decline_asked(browser.me(), asked_id, clock.now())
    return notices.done("coach_asked.show", "coach_put_aside")


def begun(asking: Asking) -> Response:
    """Lead on to a couple that has just let the reader in."""
    return notices.done("coach.client", "coach_began", client_id=asking.id)
