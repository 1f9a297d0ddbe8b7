"""Device-free talks: one clock for the two, which the server holds."""

from typing import Any

from flask import request

from tracker import clock
from tracker.schemas.talk import Press, Talk, TalkIn
from tracker.services import couples, talks
from tracker.services.principal import Principal
from tracker.services.talk_clock import TalkView, milliseconds
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("talks", __name__)


def _talk(principal: Principal, talk_id: str) -> None:
    talks.require(principal.person_id, talk_id)


exists["talk_id"] = _talk


@blueprint.before_request
def linked() -> None:
    """Refuse who has no couple before the shape of what they send is judged."""
    if not request.view_args:  # a talk of a couple that ended is gone, not missing
        couples.require(me().person_id)


@blueprint.post("/talks")
@blueprint.arguments(TalkIn)
@blueprint.response(201, Talk)
def start(body: dict[str, Any]) -> dict[str, Any]:
    """Begin a talk; it runs from now on. While one goes on: 409 `talk_open`."""
    return shown(
        talks.start(
            me().person_id,
            clock.now(),
            minutes=body["minutes"],
            turn_minutes=body["turn_minutes"],
            first_turn=body["first_turn"],
            habit_id=body["habit"],
        )
    )


@blueprint.get("/talks/current")
@blueprint.response(200, Talk)
def current() -> dict[str, Any]:
    """Return the talk that goes on; 404 where none does."""
    return shown(talks.current(me().person_id, clock.now()))


@blueprint.get("/talks/<string:talk_id>")
@blueprint.response(200, Talk)
def show(talk_id: str) -> dict[str, Any]:
    """Return one talk, also one that ended."""
    return shown(talks.get(me().person_id, talk_id, clock.now()))


@blueprint.post("/talks/<string:talk_id>/pause")
@blueprint.arguments(Press)
@blueprint.response(200, Talk)
def pause(body: dict[str, Any], talk_id: str) -> dict[str, Any]:
    """Hold the clock, for both."""
    return shown(talks.pause(me().person_id, talk_id, body["version"], clock.now()))


@blueprint.post("/talks/<string:talk_id>/resume")
@blueprint.arguments(Press)
@blueprint.response(200, Talk)
def resume(body: dict[str, Any], talk_id: str) -> dict[str, Any]:
    """Let the clock go on."""
    return shown(talks.resume(me().person_id, talk_id, body["version"], clock.now()))


@blueprint.post("/talks/<string:talk_id>/end")
@blueprint.arguments(Press)
@blueprint.response(200, Talk)
def end(body: dict[str, Any], talk_id: str) -> dict[str, Any]:
    """End it, for both."""
    return shown(talks.end(me().person_id, talk_id, body["version"], clock.now()))


def shown(talk: TalkView) -> dict[str, Any]:
    """Return a talk as its schema names things."""
    names = ("id", "state", "minutes", "turn_minutes", "first_turn", "habit", "elapsed_ms")
    return {
        **{name: getattr(talk, name) for name in (*names, "over", "version", "now")},
        "phases": [
            {
                "kind": phase.kind,
                "by": None if phase.side is None else talk.pair[phase.side],
                "from_ms": milliseconds(phase.start),
                "to_ms": milliseconds(phase.end),
            }
            for phase in talk.plan
        ],
    }
