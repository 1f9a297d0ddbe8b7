"""Asking for a habit, answering, changing what is in force, ending it."""

from typing import Any

from tracker import clock
from tracker.schemas.habit import AmendmentIn, Answer, CounterIn, Habit, HabitIn, RetireIn
from tracker.services import amendments, proposals
from tracker.services.habit_views import HabitView
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("proposals", __name__)


@blueprint.post("/habits")
@blueprint.arguments(HabitIn)
@blueprint.response(201, Habit)
def propose(body: dict[str, Any]) -> HabitView:
    """Ask for a habit; before linking it waits for the partner."""
    return proposals.propose(me().person_id, body, clock.now())


@blueprint.post("/habits/<string:habit_id>/accept")
@blueprint.arguments(Answer)
@blueprint.response(200, Habit)
def accept(body: dict[str, Any], habit_id: str) -> HabitView:
    """Say yes to what the partner asks for."""
    return proposals.accept(me().person_id, habit_id, body["version"], clock.now())


@blueprint.post("/habits/<string:habit_id>/counter")
@blueprint.arguments(CounterIn)
@blueprint.response(200, Habit)
def counter(body: dict[str, Any], habit_id: str) -> HabitView:
    """Answer with another version, which the partner now has to answer."""
    version = body.pop("version")
    return proposals.counter(me().person_id, habit_id, version, body, clock.now())


@blueprint.post("/habits/<string:habit_id>/decline")
@blueprint.arguments(Answer)
@blueprint.response(200, Habit)
def decline(body: dict[str, Any], habit_id: str) -> HabitView:
    """Say no to what the partner asks for."""
    return proposals.decline(me().person_id, habit_id, body["version"], clock.now())


@blueprint.post("/habits/<string:habit_id>/withdraw")
@blueprint.arguments(Answer)
@blueprint.response(200, Habit)
def withdraw(body: dict[str, Any], habit_id: str) -> HabitView:
    """Take back what oneself asked for."""
    return proposals.withdraw(me().person_id, habit_id, body["version"], clock.now())


@blueprint.post("/habits/<string:habit_id>/amend")
@blueprint.arguments(AmendmentIn)
@blueprint.response(200, Habit)
def amend(body: dict[str, Any], habit_id: str) -> HabitView:
    """Ask for other terms or words; words alone change no terms once accepted."""
    return amendments.amend(me().person_id, habit_id, body, clock.now())


@blueprint.post("/habits/<string:habit_id>/retire")
@blueprint.arguments(RetireIn)
@blueprint.response(200, Habit)
def retire(body: dict[str, Any], habit_id: str) -> HabitView:
    """End a habit, or let it live on uncounted; the couple's today is its last day."""
    return amendments.retire(me().person_id, habit_id, clock.now(), lives_on=body["lives_on"])
