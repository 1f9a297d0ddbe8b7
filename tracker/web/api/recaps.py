"""Looking back on the couple's weeks."""

from dataclasses import asdict
from datetime import date
from typing import Any

from tracker import clock
from tracker.schemas.fields import PageQuery, parse_day
from tracker.schemas.recap import Recap, Recaps
from tracker.services import errors, recaps
from tracker.web import questions
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("recaps", __name__)


@blueprint.get("/recaps")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Recaps)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List the weeks that can be looked back on, from the third day after each, newest first."""
    page = recaps.listed(
        me().person_id,
        clock.now(),
        after=cursors.read(query.get("after"), date.fromisoformat),
        limit=query["limit"],
    )
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.get("/recaps/<string:week>")
@blueprint.response(200, Recap)
def show(week: str) -> dict[str, Any]:
    """Show what was kept in the week that begins on a date, one thing to notice, one question."""
    start = parse_day(week)
    recap = None if start is None else recaps.of_week(me().person_id, start, clock.now())
    if recap is None:
        raise errors.NotFound
    question = {"card": recap.question, "text": questions.text(recap.question)}
    return asdict(recap) | {"question": question}
