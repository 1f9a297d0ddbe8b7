"""On a habit's page: being reminded of it, and a small sign for the partner."""

from typing import Any

from flask import Blueprint

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.reminder import Wish
from tracker.services import errors, habit_rows, nudges
from tracker.services.reminders import wishes
from tracker.web.pages import browser, forms, habit, notices, reminder_form

blueprint = Blueprint("habit_reminders", __name__)

_WISH = Wish()


@blueprint.post("/habits/<string:habit_id>/reminders")
def add(habit_id: str) -> Any:
    """Be reminded of this habit."""
    me, now = browser.me(), clock.now()
    habit_rows.require(me, habit_id)  # what is not there is not there, whatever the form says
    values, wrong = reminder_form.read(_WISH)
    if wrong:
        return habit.again(me, habit_id, "reminders", wrong, 422)
    try:
        wishes.add(me, habit_id, values, now)
    except errors.Conflict as refusal:
        return habit.again(
            me, habit_id, "reminders", forms.said(refusal, "form"), STATUS[type(refusal)]
        )
    return notices.done("habit.show", "reminder", habit_id=habit_id)


@blueprint.post("/habits/<string:habit_id>/nudge")
def nudge(habit_id: str) -> Any:
    """Send the partner a small sign; the page says the same whatever becomes of it."""
    me = browser.me()
    try:
        nudges.nudge(me, habit_id, clock.now())
    except errors.Conflict as refusal:
        return habit.again(me, habit_id, "nudge", forms.said(refusal), STATUS[type(refusal)])
    return notices.done("habit.show", "sign", habit_id=habit_id)
