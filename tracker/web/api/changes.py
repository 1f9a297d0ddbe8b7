"""The stream of changes, for catching up."""

from typing import Any

from tracker.schemas.change import ChangePage, ChangesQuery
from tracker.services import changes
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("changes", __name__)


@blueprint.get("/changes")
@blueprint.arguments(ChangesQuery, location="query")
@blueprint.response(200, ChangePage)
def listed(query: dict[str, Any]) -> changes.Page:
    """List what changed after a place in one's stream."""
    return changes.since(me().person_id, query["after"], query["limit"])
