"""Habits that a coach suggests to a couple, and what came of them; never from whom."""

from typing import Any

from tracker import clock
from tracker.schemas.coach_suggestion import Suggestion, SuggestionIn, SuggestionPage
from tracker.schemas.fields import PageQuery
from tracker.services.coaching import clients, suggestions
from tracker.services.coaching.suggestions import SuggestionView
from tracker.services.principal import Principal
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import as_coach, me

blueprint = Blueprint("coach_suggestions", __name__)
blueprint.before_request(as_coach)


def _client(principal: Principal, client_id: str) -> None:
    clients.get(principal.person_id, client_id, clock.now())


exists["client_id"] = _client


@blueprint.post("/coaching/clients/<string:client_id>/suggestions")
@blueprint.arguments(SuggestionIn)
@blueprint.response(201, Suggestion)
def suggest(body: dict[str, Any], client_id: str) -> SuggestionView:
    """Suggest a habit to a couple; it begins once both have said yes to it.

    A first yes is shown to nobody but who gave it.
    """
    return suggestions.suggest(me().person_id, client_id, body, clock.now())


@blueprint.get("/coaching/clients/<string:client_id>/suggestions")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, SuggestionPage)
def listed(query: dict[str, Any], client_id: str) -> dict[str, Any]:
    """List what one suggested to a couple, newest first."""
    page = suggestions.listed(
        me().person_id,
        client_id,
        clock.now(),
        after=cursors.read_made(query.get("after")),
        limit=query["limit"],
    )
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.get("/coaching/clients/<string:client_id>/suggestions/<string:suggestion_id>")
@blueprint.response(200, Suggestion)
def get(client_id: str, suggestion_id: str) -> SuggestionView:
    """Look at one of one's suggestions."""
    return suggestions.get(me().person_id, client_id, suggestion_id, clock.now())


@blueprint.delete("/coaching/clients/<string:client_id>/suggestions/<string:suggestion_id>")
@blueprint.response(204)
def withdraw(client_id: str, suggestion_id: str) -> None:
    """Take a suggestion back while it waits for an answer."""
    suggestions.withdraw(me().person_id, client_id, suggestion_id, clock.now())
