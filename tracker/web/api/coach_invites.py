"""A couple's code, as the coach holds it to whom they gave it."""

from typing import Any

from tracker import clock
from tracker.schemas import letting_in as shapes
from tracker.schemas.fields import Empty
from tracker.services.coaching import accepting
from tracker.services.coaching.accepting import Asking
from tracker.services.principal import Principal
from tracker.web import coach_codes
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import as_coach, me

blueprint = Blueprint("coach_invites", __name__)
blueprint.before_request(as_coach)


def _code(_principal: Principal, code: str) -> None:
    # A body of a bad shape must be no way around the limits: this is a guess like any other.
    with coach_codes.guessing():
        accepting.preview_code(code, coach_codes.key(), clock.now())


exists["coach_code"] = _code


@blueprint.get("/coach-invites/<string:coach_code>")
@blueprint.response(200, shapes.CoachPreview)
def preview(coach_code: str) -> Asking:
    """Show who lets a coach in, and into what."""
    with coach_codes.guessing():
        return accepting.preview_code(coach_code, coach_codes.key(), clock.now())


@blueprint.post("/coach-invites/<string:coach_code>/accept")
@blueprint.arguments(Empty)
@blueprint.response(200, shapes.NewClient)
def accept(_body: dict[str, Any], coach_code: str) -> Asking:
    """Become the coach of the couple whose code this is."""
    with coach_codes.guessing():
        return accepting.accept_code(me().person_id, coach_code, coach_codes.key(), clock.now())
