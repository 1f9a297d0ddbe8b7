"""The calendar address of the person who asks."""

from typing import Any

from tracker.schemas.calendar import CalendarAddress, CalendarState
from tracker.schemas.fields import Empty
from tracker.services import calendar_feeds
from tracker.web import calendars
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("calendar", __name__)


@blueprint.get("/me/calendar")
@blueprint.response(200, CalendarState)
def show() -> dict[str, Any]:
    """Say whether there is a calendar address."""
    return {"created_at": calendar_feeds.made_at(me().person_id)}


@blueprint.post("/me/calendar")
@blueprint.arguments(Empty)
@blueprint.response(201, CalendarAddress)
def make(_body: dict[str, Any]) -> calendars.Shown:
    """Make a calendar address; the earlier one ends."""
    return calendars.make(me())


@blueprint.delete("/me/calendar")
@blueprint.arguments(Empty)
@blueprint.response(204)
def turn_off(_body: dict[str, Any]) -> None:
    """End the calendar address."""
    calendar_feeds.turn_off(me().person_id)
