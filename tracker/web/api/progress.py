"""Shared progress, of one habit and of all."""

from typing import Any

from tracker import clock
from tracker.schemas.progress import HabitProgress, Overview, Range
from tracker.services import progress
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("progress", __name__)


@blueprint.get("/habits/<string:habit_id>/progress")
@blueprint.arguments(Range, location="query")
@blueprint.response(200, HabitProgress)
def of_habit(query: dict[str, Any], habit_id: str) -> progress.HabitProgress:
    """Show where a habit stands, with its periods over a range."""
    return progress.of_habit(
        me().person_id, habit_id, query.get("from_"), query.get("to"), clock.now()
    )


@blueprint.get("/progress")
@blueprint.response(200, Overview)
def overview() -> progress.Overview:
    """Show the couple's weeks, and where each habit in force stands."""
    return progress.overview(me().person_id, clock.now())
