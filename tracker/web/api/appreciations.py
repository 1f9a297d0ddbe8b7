"""Warm marks on the partner's words, and the jar that keeps them all."""

from datetime import date
from typing import Any

from tracker import clock
from tracker.problems import BadShape
from tracker.schemas.appreciation import Jar, JarQuery, Mark, MarkIn, MarkQuery
from tracker.schemas.fields import Empty, parse_any_day, read_id
from tracker.services import appreciations, jar
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("appreciations", __name__)

SMALLEST = 2**15 - 1
"""What the store's smallest whole number holds."""


@blueprint.put("/habits/<string:habit_id>/ticks/<string:day>/mark")
@blueprint.arguments(MarkIn)
@blueprint.response(200, Mark)
def mark(body: dict[str, Any], habit_id: str, day: str) -> appreciations.Marked:
    """Answer the words that one's partner wrote with a tick."""
    return appreciations.mark(
        me().person_id,
        habit_id,
        _date(day),
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
        _date(day),
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
        after=cursors.read(query.get("after"), date.fromisoformat, read_id, read_id, _slot),
        limit=query["limit"],
    )
    return {"items": page.items, "next": cursors.write(page.next)}


def _date(raw: str) -> date:
    day = parse_any_day(raw)
    if day is None:
        raise BadShape({"date": ["A date as YYYY-MM-DD."]})
    return day


def _slot(part: str) -> int:
    if not 0 <= int(part) <= SMALLEST:
        raise ValueError("not a slot")
    return int(part)
