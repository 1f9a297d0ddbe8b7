"""Handing a couple over to a colleague of one's practice."""

from typing import Any

from tracker import clock
from tracker.schemas import coach_practice as shapes
from tracker.schemas.fields import Empty
from tracker.services.coaching import handovers
from tracker.services.coaching.handovers import Handover
from tracker.services.errors import NotFound
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import as_coach, me

blueprint = Blueprint("coach_handovers", __name__)
blueprint.before_request(as_coach)


@blueprint.get("/coaching/clients/<string:client_id>/handover")
@blueprint.response(200, shapes.Handover)
def show(client_id: str) -> dict[str, Any]:
    """Show how far handing a couple over has come; 404 where nobody does."""
    found = handovers.find(me().person_id, client_id, clock.now())
    if found is None:
        raise NotFound
    return _shown(found)


@blueprint.post("/coaching/clients/<string:client_id>/handover")
@blueprint.arguments(shapes.HandoverIn)
@blueprint.response(201, shapes.Handover)
def offer(body: dict[str, Any], client_id: str) -> dict[str, Any]:
    """Ask both partners whether a colleague may go on; nothing changes before they say yes."""
    return _shown(handovers.offer(me().person_id, client_id, body["to"], clock.now()))


@blueprint.delete("/coaching/clients/<string:client_id>/handover")
@blueprint.arguments(Empty)
@blueprint.response(204)
def take_back(_body: dict[str, Any], client_id: str) -> None:
    """Take it back; until it has begun one may."""
    handovers.take_back(me().person_id, client_id, clock.now())


def _shown(handover: Handover) -> dict[str, Any]:
    return {
        "id": handover.id,
        "to": {"id": handover.to_id, "name": handover.to_name},
        "state": handover.state,
        "asked_on": handover.asked_on,
    }
