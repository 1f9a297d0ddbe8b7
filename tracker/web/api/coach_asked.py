"""Couples that ask for a coach by name, and the end of coaching one."""

from typing import Any

from tracker import clock
from tracker.schemas import letting_in as shapes
from tracker.schemas.fields import Empty, PageQuery
from tracker.services.coaching import accepting
from tracker.services.coaching.accepting import Asking
from tracker.services.errors import Invalid
from tracker.services.principal import Principal
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import as_coach, me

blueprint = Blueprint("coach_asked", __name__)
blueprint.before_request(as_coach)


def _asked(principal: Principal, asked_id: str) -> None:
    accepting.require_asked(principal.person_id, asked_id, clock.now())


exists["asked_id"] = _asked


@blueprint.get("/coaching/asked")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, shapes.AskingCouples)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List the couples that ask for this coach by name, in the order they asked."""
    after = cursors.read_made(query.get("after"))
    waiting = accepting.asked_of(me().person_id, clock.now())
    begin = 0
    if after is not None:
        ids = [asking.id for asking in waiting]
        if after[0] not in ids:
            raise Invalid("invalid", "This is no cursor of ours.", "after")
        begin = ids.index(after[0]) + 1
    page = waiting[begin : begin + query["limit"]]
    more = len(waiting) > begin + query["limit"]
    return {"items": page, "next": cursors.write((page[-1].id,) if more else None)}


@blueprint.post("/coaching/asked/<string:asked_id>/accept")
@blueprint.arguments(Empty)
@blueprint.response(200, shapes.NewClient)
def accept(_body: dict[str, Any], asked_id: str) -> Asking:
    """Say yes to a couple."""
    return accepting.accept_asked(me().person_id, asked_id, clock.now())


@blueprint.delete("/coaching/asked/<string:asked_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def decline(_body: dict[str, Any], asked_id: str) -> None:
    """Say no to a couple."""
    accepting.decline_asked(me().person_id, asked_id, clock.now())


@blueprint.delete("/coaching/clients/<string:client_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def leave(_body: dict[str, Any], client_id: str) -> None:
    """End coaching a couple, at once."""
    accepting.leave(me().person_id, client_id, clock.now())
