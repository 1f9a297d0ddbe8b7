"""What the person who asks has said yes to. A yes is given by what one does, not by a call."""

from typing import Any

from tracker import clock
from tracker.schemas.consent import CheckinsWithdrawal, Consents
from tracker.services import checkin_consent, consents
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me

blueprint = Blueprint("consents", __name__)


@blueprint.get("/me/consents")
@blueprint.response(200, Consents)
def show() -> dict[str, Any]:
    """See what one has said yes to, in which version of the words, and since when."""
    person_id = me().person_id
    return {"items": consents.standing(person_id), "due": consents.due(person_id)}


@blueprint.delete("/me/consents/checkins")
@blueprint.arguments(CheckinsWithdrawal, location="query")
@blueprint.response(204)
def withdraw(query: dict[str, Any]) -> None:
    """Take back the yes to check-ins: answers that nobody else has read are deleted."""
    checkin_consent.withdraw(me().person_id, clock.now(), opened=query["opened"] == "true")
