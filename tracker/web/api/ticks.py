"""Ticks, one by one and from phones that were offline."""

from datetime import date
from typing import Any

from tracker import clock
from tracker.schemas.fields import SMALLEST, Empty, read_id
from tracker.schemas.sync import Synced, SyncIn
from tracker.schemas.tick import ClearQuery, Ticked, TickIn, TickList, TickQuery
from tracker.services import sync, ticks
from tracker.services.principal import Principal
from tracker.web.api import cursors, dates
from tracker.web.api.blueprint import Blueprint, named
from tracker.web.api.door import large, me

blueprint = Blueprint("ticks", __name__)


def _couple(principal: Principal, couple_id: str) -> None:
    sync.require(principal.person_id, couple_id)


named["couple"] = _couple


@blueprint.put("/habits/<string:habit_id>/ticks/<string:day>")
@blueprint.arguments(TickIn)
@blueprint.response(200, Ticked)
def tick(body: dict[str, Any], habit_id: str, day: str) -> ticks.Ticked:
    """Write down that it was done."""
    return ticks.tick(
        me().person_id,
        habit_id,
        dates.read(day),
        clock.now(),
        slot=body["slot"],
        note=body.get("note"),
        carries_note="note" in body,
    )


@blueprint.delete("/habits/<string:habit_id>/ticks/<string:day>")
@blueprint.arguments(Empty)
@blueprint.arguments(ClearQuery, location="query")
@blueprint.response(200, Ticked)
def clear(_body: dict[str, Any], query: dict[str, Any], habit_id: str, day: str) -> ticks.Ticked:
    """Take a tick back."""
    return ticks.clear(me().person_id, habit_id, dates.read(day), clock.now(), slot=query["slot"])


@blueprint.get("/habits/<string:habit_id>/ticks")
@blueprint.arguments(TickQuery, location="query")
@blueprint.response(200, TickList)
def listed(query: dict[str, Any], habit_id: str) -> dict[str, Any]:
    """List what both wrote down over a range of dates."""
    page = ticks.between(
        me().person_id,
        habit_id,
        query.get("from_"),
        query.get("to"),
        clock.now(),
        after=cursors.read(
            query.get("after"), date.fromisoformat, read_id, cursors.number(SMALLEST)
        ),
        limit=query["limit"],
    )
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.post("/sync")
@large
@blueprint.arguments(SyncIn)
@blueprint.response(200, Synced)
def send(body: dict[str, Any]) -> sync.Synced:
    """Send what was done offline, and catch up."""
    return sync.sync(
        me().person_id,
        body["couple"],
        body["sent_at"],
        body["after"],
        [sync.SyncOp(**op) for op in body["ops"]],
        clock.now(),
    )
