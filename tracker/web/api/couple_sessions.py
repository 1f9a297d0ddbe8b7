"""What the two prepare for a session with their coach: goals, questions, days, the packet."""

from typing import Any

from flask import Response

from tracker import clock
from tracker.schemas import coach_session as shapes
from tracker.schemas.coach_packet import Packet
from tracker.schemas.fields import Empty
from tracker.schemas.progress import Range
from tracker.services import couples
from tracker.services.coaching import goals, packet, questions, sessions
from tracker.services.coaching.questions import CoupleQuestion
from tracker.services.coaching.sessions import Sessions
from tracker.web import packets
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.coach_sessions import FORMS
from tracker.web.api.door import me

blueprint = Blueprint("couple_sessions", __name__)


@blueprint.before_request
def linked() -> None:
    """Refuse who has no couple before the shape of what they send is judged."""
    couples.require(me().person_id)


@blueprint.get("/couple/coach/<string:link_id>/goals")
@blueprint.response(200, shapes.Goals)
def list_goals(link_id: str) -> dict[str, Any]:
    """List the goals: what is still meant, then what is done."""
    return {"items": goals.of_couple(me().person_id, link_id, clock.now()), "next": None}


@blueprint.get("/couple/coach/<string:link_id>/sessions")
@blueprint.response(200, shapes.CoachSessions)
def list_sessions(link_id: str) -> Sessions:
    """Show the days on which the three met, or mean to."""
    return sessions.of_couple(me().person_id, link_id, clock.now())


@blueprint.get("/couple/coach/<string:link_id>/questions")
@blueprint.response(200, shapes.CoupleQuestions)
def list_questions(link_id: str) -> dict[str, Any]:
    """List what the two bring to the next session."""
    return {"items": questions.of_couple(me().person_id, link_id, clock.now()), "next": None}


@blueprint.post("/couple/coach/<string:link_id>/questions")
@blueprint.arguments(shapes.LineIn)
@blueprint.response(201, shapes.CoupleQuestion)
def add_question(body: dict[str, Any], link_id: str) -> CoupleQuestion:
    """Bring a question: the other sees it, and the coach without whose it is."""
    return questions.add(me().person_id, link_id, body["text"], clock.now())


@blueprint.delete("/couple/coach/<string:link_id>/questions/<string:question_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def remove_question(_body: dict[str, Any], link_id: str, question_id: str) -> None:
    """Take one's own question back."""
    questions.remove(me().person_id, link_id, question_id, clock.now())


@blueprint.get("/couple/coach/<string:link_id>/report")
@blueprint.arguments(Range, location="query")
@blueprint.response(200, Packet)
@blueprint.doc(responses={200: FORMS})
def report(query: dict[str, Any], link_id: str) -> Response:
    """Give the packet for a session as the coach gets it: JSON, CSV or PDF by Accept."""
    made = packet.for_couple(
        me().person_id, link_id, query.get("from_"), query.get("to"), clock.now()
    )
    return packets.answer(made, packets.wanted())
