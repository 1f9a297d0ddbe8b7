"""The couple."""

from datetime import date
from typing import Any

from flask import request

from tracker import clock
from tracker.schemas import couple as shapes
from tracker.schemas.fields import SMALL, Empty, PageQuery
from tracker.schemas.history import SharedChangePage
from tracker.services import couples, history
from tracker.services.couples import CoupleView, Wanted
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("couple", __name__)


@blueprint.before_request
def linked() -> None:
    """Refuse who has no couple before the shape of what they send is judged."""
    if request.method != "GET":
        couples.require(me().person_id)


@blueprint.get("/couple")
@blueprint.response(200, shapes.Couple)
def show() -> CoupleView:
    """Show the couple."""
    return couples.show(me().person_id, clock.now())


@blueprint.patch("/couple")
@blueprint.arguments(shapes.CoupleChange)
@blueprint.response(200, shapes.Couple)
def change(body: Wanted) -> CoupleView:
    """Set what the two set together."""
    couples.change(me().person_id, clock.now(), **body)
    return couples.show(me().person_id, clock.now())


@blueprint.get("/couple/history")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, SharedChangePage)
def changed(query: dict[str, Any]) -> dict[str, Any]:
    """List what was changed of what the two share, the newest day first; nobody can edit it."""
    after = cursors.read(query.get("after"), date.fromisoformat, cursors.number(SMALL))
    page = history.read(me().person_id, after=after, limit=query["limit"])
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.post("/couple/unlink")
@blueprint.arguments(Empty)
@blueprint.response(204)
def unlink(_body: dict[str, Any]) -> None:
    """Leave the couple, at once."""
    couples.unlink(me().person_id, clock.now())
