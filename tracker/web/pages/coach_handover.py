"""Handing a couple over to a colleague: to whom, and how far it has come."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.coach_practice import HandoverIn
from tracker.services import errors
from tracker.services.coaching import clients, handovers, practices
from tracker.services.coaching.practices import Colleague
from tracker.web.pages import browser, coach_names, coach_pages, forms, notices

blueprint = Blueprint("coach_handover", __name__)
blueprint.before_request(coach_pages.enter)

_TO = HandoverIn()


@blueprint.get("/coach/<string:client_id>/handover")
def show(client_id: str) -> Any:
    """Ask to whom, or show how far it has come."""
    return _page(browser.me(), client_id)


@blueprint.post("/coach/<string:client_id>/handover")
def offer(client_id: str) -> Any:
    """Ask both partners whether a colleague may go on."""
    me, now = browser.me(), clock.now()
    values, wrong = forms.read(_TO)
    if wrong:
        return _page(me, client_id, {"to": [_("Choose a colleague.")]}, 422)
    try:
        handovers.offer(me, client_id, values["to"], now)
    except errors.Conflict as refusal:
        if refusal.code == "handover_open":  # pressed twice: the page says to whom
            return redirect(url_for("coach_handover.show", client_id=client_id), 303)
        return _page(me, client_id, forms.said(refusal, "to"), STATUS[type(refusal)])
    return notices.done("coach_handover.show", "handover_asked", client_id=client_id)


@blueprint.post("/coach/<string:client_id>/handover/end")
def take_back(client_id: str) -> Any:
    """Take it back."""
    handovers.take_back(browser.me(), client_id, clock.now())
    return notices.done("coach_handover.show", "withdrawn", client_id=client_id)


def _page(me: str, client_id: str, wrong: forms.Wrong | None = None, status: int = 200) -> Response:
    now = clock.now()
    client = clients.get(me, client_id, now)
    initials = practices.wishes(me).initials
    page = render_template(
        "coach/handover.html",
        client=client,
        called=coach_names.called(client, initials=initials),
        handover=handovers.find(me, client_id, now),
        options=_options(handovers.colleagues(me, now)),
        wrong=wrong or {},
    )
    return make_response(page, status)


def _options(colleagues: Sequence[Colleague]) -> list[tuple[str, str]]:
    """Return whom one may choose; of several, nobody is chosen by the page."""
    options = [(one.id, one.name) for one in colleagues]
    return options if len(options) < 2 else [("", _("Choose")), *options]
