"""The forms on a client's page: goals, and the days on which the three meet."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from marshmallow import Schema

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.coach_session import DayForm, GoalForm, LineIn
from tracker.schemas.fields import parse_any_day
from tracker.services import errors
from tracker.services.coaching import clients, goals, sessions
from tracker.web.pages import browser, coach, coach_pages, forms, notices

blueprint = Blueprint("coach_sessions", __name__)
blueprint.before_request(coach_pages.enter)

_LINE, _GOAL, _DAY = LineIn(), GoalForm(), DayForm()


@blueprint.post("/coach/<string:client_id>/goals")
def add_goal(client_id: str) -> Any:
    """Write a goal down."""
    return _written(client_id, _LINE, "text", goals.add)


@blueprint.post("/coach/<string:client_id>/goals/<string:goal_id>")
def change_goal(client_id: str, goal_id: str) -> Any:
    """Mark a goal as done, or as still meant."""
    me, now = browser.me(), clock.now()
    values, wrong = forms.read(_GOAL)
    if wrong:
        return coach.client_page(me, client_id, wrong, 422)
    goals.set_done(me, client_id, goal_id, values["done"] == "on", now)
    return notices.done("coach.client", "saved", client_id=client_id)


@blueprint.post("/coach/<string:client_id>/goals/<string:goal_id>/remove")
def remove_goal(client_id: str, goal_id: str) -> Any:
    """Take a goal off the list."""
    goals.remove(browser.me(), client_id, goal_id, clock.now())
    return notices.done("coach.client", "withdrawn", client_id=client_id)


@blueprint.post("/coach/<string:client_id>/sessions")
def add_session(client_id: str) -> Any:
    """Write down a day on which the three met, or mean to."""
    return _written(client_id, _DAY, "day", sessions.add)


@blueprint.post("/coach/<string:client_id>/sessions/<string:day>/remove")
def remove_session(client_id: str, day: str) -> Any:
    """Take a day off the list."""
    me, held = browser.me(), parse_any_day(day)
    if held is None:
        raise errors.NotFound
    sessions.remove(me, client_id, held, clock.now())
    return notices.done("coach.client", "withdrawn", client_id=client_id)


def _written(client_id: str, shape: Schema, field: str, write: Callable[..., object]) -> Any:
    """Have a form's one field written down, or show the page again with what is wrong with it."""
    me, now = browser.me(), clock.now()
    clients.get(me, client_id, now)  # who is nobody's coach reads no shape
    values, wrong = forms.read(shape)
    status = 422
    if not wrong:
        try:
            write(me, client_id, values[field], now)
        except (errors.Conflict, errors.Invalid) as refusal:
            wrong, status = forms.said(refusal, field), STATUS[type(refusal)]
    if wrong:
        return coach.client_page(me, client_id, wrong, status)
    return notices.done("coach.client", "saved", client_id=client_id)
