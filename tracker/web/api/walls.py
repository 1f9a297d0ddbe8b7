"""Links for screens on the wall."""

from typing import Any

from tracker import clock
from tracker.schemas.fields import Empty, PageQuery
from tracker.schemas.wall import NewWall, Wall, WallChange, WallIn, WallPage
from tracker.services import couples, walls
from tracker.services.principal import Principal
from tracker.services.walls import Link
from tracker.web import walls as shared
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("walls", __name__)


def _link(principal: Principal, link_id: str) -> None:
    walls.require(principal.person_id, link_id)


exists["wall_id"] = _link


@blueprint.before_request
def linked() -> None:
    """Refuse who has no couple before the shape of what they send is judged."""
    couples.require(me().person_id)


@blueprint.get("/walls")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, WallPage)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List the couple's links, whoever made them."""
    after = cursors.read_made(query.get("after"))
    page = walls.listed(me().person_id, after=after, limit=query["limit"])
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.post("/walls")
@blueprint.arguments(WallIn)
@blueprint.response(201, NewWall)
def make(body: dict[str, Any]) -> shared.Shown:
    """Make a link; at most 5 a couple."""
    return shared.make(me().person_id, names=body["names"])


@blueprint.patch("/walls/<string:wall_id>")
@blueprint.arguments(WallChange)
@blueprint.response(200, Wall)
def change(body: dict[str, Any], wall_id: str) -> Link:
    """Set whether the screen shows names."""
    return walls.change(me().person_id, wall_id, body["names"], clock.now())


@blueprint.delete("/walls/<string:wall_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def revoke(_body: dict[str, Any], wall_id: str) -> None:
    """End a link: its screens are let go within 5 seconds."""
    walls.revoke(me().person_id, wall_id, clock.now())
