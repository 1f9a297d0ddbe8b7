"""The practice that one coaches under, who else does, and the code that one gives to couples."""

from typing import Any

from flask import request

from tracker import clock
from tracker.schemas import coach_practice as shapes
from tracker.schemas.fields import Empty
from tracker.schemas.letting_in import CoachCode
from tracker.services.coaching import colleagues, own_codes, practices
from tracker.services.coaching.coach_codes import Offer
from tracker.services.coaching.practices import PracticeView
from tracker.services.principal import Principal
from tracker.web import coach_codes, coach_door
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("coach_practice", __name__)
FOR_ANYBODY = tuple(f"api_coach_practice.{name}" for name in ("join", "make_code", "withdraw_code"))
"""Calls for which one need not coach yet."""


def _colleague(principal: Principal, colleague_id: str) -> None:
    colleagues.require(principal.person_id, colleague_id)


exists["colleague_id"] = _colleague


@blueprint.before_request
def enter() -> None:
    """Let in who has passed what coaches pass, and has a practice."""
    coach_door.judge(me())
    if request.endpoint not in FOR_ANYBODY:
        practices.wishes(me().person_id)


@blueprint.get("/coaching/practice")
@blueprint.response(200, shapes.Practice)
def show() -> PracticeView:
    """Show the practice: of colleagues names, and to its owner how many couples they have."""
    return practices.show(me().person_id, clock.now())


@blueprint.patch("/coaching/practice")
@blueprint.arguments(shapes.PracticeName)
@blueprint.response(200, shapes.Practice)
def rename(body: dict[str, Any]) -> PracticeView:
    """Give it another name. Its owner alone may: 403 `not_owner`."""
    return practices.rename(me().person_id, body["name"], clock.now())


@blueprint.post("/coaching/practice/invite")
@blueprint.arguments(Empty)
@blueprint.response(201, shapes.Invited)
def invite(_body: dict[str, Any]) -> Offer:
    """Make a code for one colleague, good for seven days; the one before is void."""
    return colleagues.invite(me().person_id, coach_codes.key(), clock.now())


@blueprint.delete("/coaching/practice/invite")
@blueprint.arguments(Empty)
@blueprint.response(204)
def withdraw_invite(_body: dict[str, Any]) -> None:
    """Void the code for a colleague."""
    colleagues.withdraw_invite(me().person_id)


@blueprint.post("/coaching/practice/join")
@blueprint.arguments(shapes.ColleagueCode)
@blueprint.response(200, shapes.Practice)
def join(body: dict[str, Any]) -> PracticeView:
    """Come under a colleague's practice; one's couples stay one's own, for nobody else to see."""
    with coach_codes.guessing():
        return colleagues.join(me().person_id, body["code"], coach_codes.key(), clock.now())


@blueprint.post("/coaching/practice/leave")
@blueprint.arguments(Empty)
@blueprint.response(200, shapes.Practice)
def leave(_body: dict[str, Any]) -> PracticeView:
    """Leave for a practice of one's own; one's couples come along."""
    return colleagues.leave(me().person_id, clock.now())


@blueprint.put("/coaching/practice/owner")
@blueprint.arguments(shapes.NextOwner)
@blueprint.response(200, shapes.Practice)
def hand_on(body: dict[str, Any]) -> PracticeView:
    """Hand the practice on to a colleague."""
    return colleagues.hand_on(me().person_id, body["id"], clock.now())


@blueprint.delete("/coaching/practice/colleagues/<string:colleague_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def remove(_body: dict[str, Any], colleague_id: str) -> None:
    """Part from a colleague, who begins a practice of their own."""
    colleagues.remove(me().person_id, colleague_id, clock.now())


@blueprint.post("/coaching/practice-code")
@blueprint.arguments(Empty)
@blueprint.response(201, CoachCode)
def make_code(_body: dict[str, Any]) -> coach_codes.Shown:
    """Make the code that one gives to couples; the one before is void."""
    offer = own_codes.make(me().person_id, coach_codes.key(), clock.now())
    return coach_codes.shown(offer, coach_codes.FOR_COUPLE)


@blueprint.delete("/coaching/practice-code")
@blueprint.arguments(Empty)
@blueprint.response(204)
def withdraw_code(_body: dict[str, Any]) -> None:
    """Void the code that one gives to couples."""
    own_codes.withdraw(me().person_id)
