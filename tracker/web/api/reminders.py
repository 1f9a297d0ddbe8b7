"""What one is reminded of, how one may be reached, and a small sign for the partner."""

from typing import Any

from tracker import clock
from tracker.schemas.fields import Empty, PageQuery
from tracker.schemas.reminder import (
    Contact,
    ContactChange,
    Reminder,
    ReminderIn,
    ReminderPage,
    Wish,
)
from tracker.services import contact, nudges
from tracker.services.principal import Principal
from tracker.services.reminders import wishes
from tracker.services.reminders.wishes import ReminderView
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("reminders", __name__)


def _reminder(principal: Principal, reminder_id: str) -> None:
    wishes.require(principal.person_id, reminder_id)


exists["reminder_id"] = _reminder


@blueprint.get("/reminders")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ReminderPage)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List one's own reminders, in the order they were made."""
    after = cursors.read_made(query.get("after"))
    page = wishes.listed(me().person_id, after=after, limit=query["limit"])
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.post("/reminders")
@blueprint.arguments(ReminderIn)
@blueprint.response(201, Reminder)
def add(body: dict[str, Any]) -> ReminderView:
    """Be reminded of a habit: at a time, or before its occasions.

    Only while there is something left to do, and outside of quiet hours. The same twice is one.
    """
    return wishes.add(me().person_id, body["habit"], body, clock.now())


@blueprint.put("/reminders/<string:reminder_id>")
@blueprint.arguments(Wish)
@blueprint.response(200, Reminder)
def change(body: dict[str, Any], reminder_id: str) -> ReminderView:
    """Let a reminder be another one, of the same habit."""
    return wishes.change(me().person_id, reminder_id, body, clock.now())


@blueprint.delete("/reminders/<string:reminder_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def remove(_body: dict[str, Any], reminder_id: str) -> None:
    """Be reminded no more."""
    wishes.remove(me().person_id, reminder_id)


@blueprint.get("/me/contact")
@blueprint.response(200, Contact)
def show() -> contact.Contact:
    """Say how one may be reached."""
    return contact.view(me().person_id)


@blueprint.patch("/me/contact")
@blueprint.arguments(ContactChange)
@blueprint.response(200, Contact)
def reach(body: dict[str, Any]) -> contact.Contact:
    """Set quiet hours, mail, and whether the partner's small signs arrive."""
    return contact.change(me().person_id, body)


@blueprint.post("/habits/<string:habit_id>/nudge")
@blueprint.arguments(Empty)
@blueprint.response(204)
def nudge(_body: dict[str, Any], habit_id: str) -> None:
    """Send the partner a small sign, one a day.

    The answer is the same whether it arrives or not.
    """
    nudges.nudge(me().person_id, habit_id, clock.now())
