"""What a coach prepares with a couple: goals, the days they meet, questions brought, the packet."""

from typing import Any

from flask import Response

from tracker import clock
from tracker.schemas import coach_session as shapes
from tracker.schemas.coach_packet import Packet
from tracker.schemas.fields import Empty
from tracker.schemas.progress import Range
from tracker.services.coaching import goals, packet, questions, sessions
from tracker.services.coaching.goals import GoalView
from tracker.services.coaching.sessions import Sessions
from tracker.web import packets
from tracker.web.api import dates
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import as_coach, me

blueprint = Blueprint("coach_sessions", __name__)
blueprint.before_request(as_coach)
FORMS = {"content": {kind: {"schema": {"type": "string"}} for kind in packets.FILES}}
"""What the document says of the packet beside JSON."""


@blueprint.get("/coaching/clients/<string:client_id>/goals")
@blueprint.response(200, shapes.Goals)
def list_goals(client_id: str) -> dict[str, Any]:
    """List the goals: what is still meant, then what is done."""
    return {"items": goals.of_client(me().person_id, client_id, clock.now()), "next": None}


@blueprint.post("/coaching/clients/<string:client_id>/goals")
@blueprint.arguments(shapes.LineIn)
@blueprint.response(201, shapes.Goal)
def add_goal(body: dict[str, Any], client_id: str) -> GoalView:
    """Write a goal down; the two see it as well."""
    return goals.add(me().person_id, client_id, body["text"], clock.now())


@blueprint.patch("/coaching/clients/<string:client_id>/goals/<string:goal_id>")
@blueprint.arguments(shapes.GoalChange)
@blueprint.response(200, shapes.Goal)
def change_goal(body: dict[str, Any], client_id: str, goal_id: str) -> GoalView:
    """Mark a goal as done, or as still meant."""
    return goals.set_done(me().person_id, client_id, goal_id, body["done"], clock.now())


@blueprint.delete("/coaching/clients/<string:client_id>/goals/<string:goal_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def remove_goal(_body: dict[str, Any], client_id: str, goal_id: str) -> None:
    """Take a goal out of the list."""
    goals.remove(me().person_id, client_id, goal_id, clock.now())


@blueprint.get("/coaching/clients/<string:client_id>/questions")
@blueprint.response(200, shapes.CoachQuestions)
def list_questions(client_id: str) -> dict[str, Any]:
    """List what the two bring to the next session, and not whose it is."""
    return {"items": questions.of_client(me().person_id, client_id, clock.now()), "next": None}


@blueprint.get("/coaching/clients/<string:client_id>/sessions")
@blueprint.response(200, shapes.CoachSessions)
def list_sessions(client_id: str) -> Sessions:
    """Show the days on which the three met, or mean to."""
    return sessions.of_client(me().person_id, client_id, clock.now())


@blueprint.put("/coaching/clients/<string:client_id>/sessions/<string:day>")
@blueprint.arguments(Empty)
@blueprint.response(200, shapes.CoachSessions)
def add_session(_body: dict[str, Any], client_id: str, day: str) -> Sessions:
    """Write down a day on which the three met, or mean to."""
    return sessions.add(me().person_id, client_id, dates.read(day, "day"), clock.now())


@blueprint.delete("/coaching/clients/<string:client_id>/sessions/<string:day>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def remove_session(_body: dict[str, Any], client_id: str, day: str) -> None:
    """Take a day out of the list."""
    sessions.remove(me().person_id, client_id, dates.read(day, "day"), clock.now())


@blueprint.get("/coaching/clients/<string:client_id>/report")
@blueprint.arguments(Range, location="query")
@blueprint.response(200, Packet)
@blueprint.doc(responses={200: FORMS})
def report(query: dict[str, Any], client_id: str) -> Response:
    """Give the packet for a session, since the last one or of a range: JSON, CSV or PDF by Accept.

    A range has 7 to 400 days that are over and settled. That it was opened is listed for the two.
    """
    made = packet.for_coach(
        me().person_id, client_id, query.get("from_"), query.get("to"), clock.now()
    )
    return packets.answer(made, packets.wanted())
