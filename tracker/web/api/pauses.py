"""Stretches of dates off."""

from typing import Any

from flask import request

from tracker import clock
from tracker.schemas.fields import Empty, PageQuery
from tracker.schemas.pause import Pause, PauseIn, PausePage
from tracker.services import couples, habit_rows, pauses
from tracker.services.pauses import PauseView
from tracker.services.principal import Principal
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists, named
from tracker.web.api.door import me

blueprint = Blueprint("pauses", __name__)


def _pause(principal: Principal, pause_id: str) -> None:
    pauses.require(principal.person_id, pause_id)


def _habit(principal: Principal, habit_id: str) -> None:
    habit_rows.require(principal.person_id, habit_id)


exists["pause_id"] = _pause
named["habit"] = _habit


@blueprint.before_request
def linked() -> None:
    """Refuse who has no couple before the shape of what they send is judged."""
    if not request.view_args:  # a pause of a couple that ended is gone, not missing
        couples.require(me().person_id)


@blueprint.get("/pauses")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, PausePage)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List the couple's pauses, in the order they were made."""
    after = cursors.read_made(query.get("after"))
    page = pauses.listed(me().person_id, after=after, limit=query["limit"])
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.post("/pauses")
@blueprint.arguments(PauseIn)
@blueprint.response(201, Pause)
def add(body: dict[str, Any]) -> PauseView:
    """Take dates off, from one habit or from all."""
    return pauses.add(me().person_id, body["habit"], body["first"], body["last"], clock.now())


@blueprint.delete("/pauses/<string:pause_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def remove(_body: dict[str, Any], pause_id: str) -> None:
    """Take a pause back; of an older one that still runs, the days to come."""
    pauses.remove(me().person_id, pause_id, clock.now())
