"""A coach suggests a habit to a couple: written by hand, or begun from an idea of the library."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.coach_suggestion import SuggestionIn
from tracker.services import errors
from tracker.services.coaching import clients, practices, suggestions
from tracker.services.coaching.clients import Client
from tracker.services.coaching.suggestions import SuggestionView
from tracker.web import time_line_words
from tracker.web.pages import browser, coach_names, coach_pages, library, notices, wish_form
from tracker.web.pages.pair import Pair
from tracker.web.pages.wish_form import Filled
from tracker.web.words import dates, lists

blueprint = Blueprint("coach_suggest", __name__)
blueprint.before_request(coach_pages.enter)

_SUGGESTION = SuggestionIn()
FEW = 20
"""So many of those made before are listed."""
CAME = {
    "agreed": lazy_gettext("They agreed on it."),
    "put_aside": lazy_gettext("It was put aside."),
    "withdrawn": lazy_gettext("You took it back."),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A suggestion in words."""

    about: SuggestionView
    terms: str
    said: str
    on: str


@blueprint.get("/coach/<string:client_id>/suggest")
def show(client_id: str) -> Any:
    """Show the form, empty or filled with an idea, and what was suggested before."""
    idea = library.find(request.args.get("idea", ""))
    filled = Filled() if idea is None else wish_form.of_idea(idea)
    return _page(browser.me(), client_id, filled)


@blueprint.post("/coach/<string:client_id>/suggest")
def suggest(client_id: str) -> Any:
    """Suggest it to both."""
    me, now = browser.me(), clock.now()
    client = clients.get(me, client_id, now)  # not there is not there, whatever is sent
    values, wrong = wish_form.read(_SUGGESTION)
    if wrong:
        return _page(me, client_id, wish_form.typed(), wrong, 422)
    try:
        suggestions.suggest(me, client_id, values, now, once=True)
    except (errors.Conflict, errors.Invalid) as refusal:
        said = wish_form.said(refusal, _couple(client))
        return _page(me, client_id, wish_form.typed(), said, STATUS[type(refusal)])
    return notices.done("coach_suggest.show", "suggested", client_id=client_id)


@blueprint.post("/coach/<string:client_id>/suggest/<string:suggestion_id>/withdraw")
def withdraw(client_id: str, suggestion_id: str) -> Any:
    """Take one back while it waits."""
    me, now = browser.me(), clock.now()
    try:
        suggestions.withdraw(me, client_id, suggestion_id, now)
    except errors.Conflict:
        stands = suggestions.get(me, client_id, suggestion_id, now)
        if stands.state != "withdrawn":
            answered = _("It has been answered meanwhile: see below.")
            return _page(me, client_id, Filled(), {"form": [answered]}, 409)
    return notices.done("coach_suggest.show", "withdrawn", client_id=client_id)


def _page(
    me: str,
    client_id: str,
    filled: Filled,
    wrong: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    now = clock.now()
    client = clients.get(me, client_id, now)
    couple = _couple(client)
    found = suggestions.listed(me, client_id, now, after=None, limit=FEW).items
    page = render_template(
        "coach/suggest.html",
        client_id=client_id,
        called=coach_names.called(client, initials=practices.wishes(me).initials),
        couple=couple,
        filled=filled,
        groups=library.groups(),
        idea=request.args.get("idea", ""),
        waiting=[_made(each, couple) for each in found if each.state == "open"],
        over=[_made(each, couple) for each in found if each.state != "open"],
        most=suggestions.MOST_OPEN,
        wrong=wrong or {},
        shown=wish_form.FIELDS,
    )
    return make_response(page, status)


def _couple(client: Client) -> Pair:
    """Return what the form needs to know of the two, who are not told apart."""
    seat = client.seat
    today = seat.today(clock.now())
    return Pair(client.link_id, None, None, today, seat.week_start, seat.backfill_days)


def _made(each: SuggestionView, couple: Pair) -> Made:
    parts = [time_line_words.terms(each.terms)]
    if each.starts_on is not None and each.starts_on > couple.today:
        parts.append(_("from %(day)s", day=dates.near(each.starts_on, couple.today)))
    on = _("Suggested on %(day)s", day=dates.with_year(each.made_on))
    return Made(each, lists.line(parts), str(CAME.get(each.state, "")), on)
