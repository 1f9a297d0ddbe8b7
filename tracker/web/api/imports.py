"""Bringing days of before: from another program, or from a table of one's own."""

from typing import Any

from tracker.schemas.habit import HabitList
from tracker.schemas.imports import ImportIn, Preview, PreviewIn
from tracker.web import importing
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import large, me

blueprint = Blueprint("imports", __name__)


@blueprint.post("/imports/preview")
@large
@blueprint.arguments(PreviewIn)
@blueprint.response(200, Preview)
def preview(body: dict[str, Any]) -> dict[str, Any]:
    """Say what is in a file; nothing of it is kept."""
    (name, given) = next(iter(body.items()))
    raw = given if isinstance(given, bytes) else given.encode("utf-8", "replace")
    return {"habits": importing.read(me().person_id, raw, name)}


@blueprint.post("/imports")
@large
@blueprint.arguments(ImportIn)
@blueprint.response(201, HabitList)
def bring(body: dict[str, Any]) -> dict[str, Any]:
    """Ask for habits with the days on which they were done; each takes the partner's yes."""
    return {"items": importing.propose(me().person_id, body["habits"])}
