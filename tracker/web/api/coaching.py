"""A coach's clients, in figures of whole days that are over and settled."""

from typing import Any

from flask import Response, request

from tracker import clock
from tracker.schemas import coaching as shapes
from tracker.schemas.fields import read_id
from tracker.services import couples
from tracker.services.coaching import client_view, practices, roster
from tracker.services.coaching.practices import Wishes
from tracker.web import coach_door
from tracker.web.api import client_text, cursors
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("coaching", __name__)
COUPLES = ("api_coaching.seen",)
"""Calls that are the couple's."""


@blueprint.before_request
def enter() -> None:
    """Let in who has passed what coaches pass, and of couples who is one."""
    if request.endpoint in COUPLES:
        couples.require(me().person_id)
    else:
        coach_door.judge(me())


@blueprint.get("/coaching/clients")
@blueprint.arguments(shapes.RosterQuery, location="query")
@blueprint.response(200, shapes.Roster)
def listed(query: dict[str, Any]) -> Response:
    """List one's clients in the order in which they came."""
    after = cursors.read(query.get("after"), read_id)
    page = roster.page(me().person_id, clock.now(), after=after, limit=query["limit"])
    return _answer(client_text.roster(page.items, cursors.write(page.next)))


@blueprint.get("/coaching/clients/<string:client_id>")
@blueprint.response(200, shapes.CoachedClient)
def show(client_id: str) -> Response:
    """Look at one client. The couple reads on which days one did."""
    view = client_view.for_coach(me().person_id, client_id, clock.now())
    return _answer(client_text.client(view, for_coach=True))


@blueprint.patch("/coaching/clients/<string:client_id>")
@blueprint.arguments(shapes.AliasIn)
@blueprint.response(200, shapes.Alias)
def name(body: dict[str, Any], client_id: str) -> dict[str, Any]:
    """Give a client a name of one's own; nobody else sees it."""
    client = roster.name(me().person_id, client_id, body["alias"], clock.now())
    return {"id": client.link_id, "alias": client.alias}


@blueprint.get("/coaching/me")
@blueprint.response(200, shapes.CoachWishes)
def wishes() -> Wishes:
    """Say how one likes one's roster."""
    return practices.wishes(me().person_id)


@blueprint.patch("/coaching/me")
@blueprint.arguments(shapes.CoachWishesChange)
@blueprint.response(200, shapes.CoachWishes)
def wish(body: dict[str, Any]) -> Wishes:
    """Change how one likes it; what is left out stays."""
    return practices.set_wishes(me().person_id, body, clock.now())


@blueprint.get("/couple/coach/<string:link_id>/view")
@blueprint.response(200, shapes.ClientSeen)
def seen(link_id: str) -> Response:
    """Look at oneself as the coach does, or would."""
    view = client_view.for_couple(me().person_id, link_id, clock.now())
    return _answer(client_text.client(view, for_coach=False))


def _answer(text: str) -> Response:
    return Response(text, mimetype="application/json")
