"""Warm marks on the partner's words, and the jar that keeps them all."""

from datetime import date
from typing import Any

from tracker import clock
from tracker.schemas.appreciation import Jar, JarQuery, Mark, MarkIn, MarkQuery
from tracker.schemas.fields import SMALLEST, Empty, read_id
from tracker.services import appreciations, jar
from tracker.web.api import cursors, dates
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("appreciations", __name__)


@blueprint.put("/habits/<string:habit_id>/ticks/<string:day>/mark")
@blueprint.arguments(MarkIn)
@blueprint.response(200, Mark)
def mark(body: dict[str, Any], habit_id: str, day: str) -> appreciations.Marked:
    """Answer the words that one's partner wrote with a tick."""
    return appreciations.mark(
        me().person_id,
        habit_id,
        dates.read(day),
        body["slot"],
        body["mark"],
        clock.now(),
        whose=body.get("person"),
    )


@blueprint.delete("/habits/<string:habit_id>/ticks/<string:day>/mark")
@blueprint.arguments(Empty)
@blueprint.arguments(MarkQuery, location="query")
@blueprint.response(204)
def unmark(_body: dict[str, Any], query: dict[str, Any], habit_id: str, day: str) -> None:
    """Take one's answer back."""
    appreciations.unmark(
        me().person_id,
        habit_id,
        dates.read(day),
        query["slot"],
        clock.now(),
        whose=query.get("person"),
    )


@blueprint.get("/jar")
@blueprint.arguments(JarQuery, location="query")
@blueprint.response(200, Jar)
def look(query: dict[str, Any]) -> dict[str, Any]:
    """List the words of both, newest first, over all habits or of one."""
    page = jar.listed(
        me().person_id,
        habit_id=query.get("habit"),
        after=cursors.read(
            query.get("after"), date.fromisoformat, read_id, read_id, cursors.number(SMALLEST)
        ),
        limit=query["limit"],
    )
    return {"items": page.items, "next": cursors.write(page.next)}
