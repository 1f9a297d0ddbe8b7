"""Check-ins: four questions that each answers sealed, opened once both have.

That the partner has answered is in no answer, no stream and no figure before that moment.
"""

from datetime import date
from typing import Any

from flask import request

from tracker import clock
from tracker.schemas.checkin import (
    AskedAnswer,
    CheckinAgreement,
    CheckinIn,
    CheckinPage,
    CheckinQuery,
    CheckinRound,
    CurrentCheckin,
    OfRound,
    RhythmIn,
)
from tracker.schemas.fields import Empty, parse_day
from tracker.services import checkin_agreement, checkin_reading, checkins, couples
from tracker.services.checkin_agreement import AgreementView
from tracker.services.checkin_reading import Current, RoundView
from tracker.services.principal import Principal
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("checkins", __name__)


def _round(principal: Principal, round_start: str) -> None:
    checkin_reading.get(principal.person_id, parse_day(round_start), clock.now())


exists["round_start"] = _round


@blueprint.before_request
def linked() -> None:
    """Refuse who has no couple before the shape of what they send is judged."""
    if not request.view_args:
        couples.require(me().person_id)


@blueprint.get("/check-ins/agreement")
@blueprint.response(200, CheckinAgreement)
def agreement() -> AgreementView:
    """See how often the two check in, and what is asked."""
    return checkin_agreement.show(me().person_id)


@blueprint.post("/check-ins/agreement")
@blueprint.arguments(RhythmIn)
@blueprint.response(201, CheckinAgreement)
def ask(body: dict[str, Any]) -> AgreementView:
    """Ask for a check-in every one or two weeks; the partner answers it."""
    return checkin_agreement.ask(me().person_id, body["every"], clock.now())


@blueprint.delete("/check-ins/agreement")
@blueprint.arguments(Empty)
@blueprint.response(204)
def end(_body: dict[str, Any]) -> None:
    """Stop checking in, at once; a round that is not opened is put away."""
    checkin_agreement.end(me().person_id, clock.now())


@blueprint.post("/check-ins/agreement/accept")
@blueprint.arguments(AskedAnswer)
@blueprint.response(200, CheckinAgreement)
def accept(body: dict[str, Any]) -> AgreementView:
    """Say yes to what the partner asks for."""
    return checkin_agreement.accept(me().person_id, body["version"], clock.now())


@blueprint.post("/check-ins/agreement/decline")
@blueprint.arguments(AskedAnswer)
@blueprint.response(200, CheckinAgreement)
def decline(body: dict[str, Any]) -> AgreementView:
    """Say no to what the partner asks for."""
    return checkin_agreement.decline(me().person_id, body["version"], clock.now())


@blueprint.post("/check-ins/agreement/withdraw")
@blueprint.arguments(AskedAnswer)
@blueprint.response(200, CheckinAgreement)
def take_back(body: dict[str, Any]) -> AgreementView:
    """Take back what oneself asked for."""
    return checkin_agreement.withdraw(me().person_id, body["version"], clock.now())


@blueprint.get("/check-ins/current")
@blueprint.response(200, CurrentCheckin)
def current() -> Current:
    """Look at the round that runs: one's own answers, and the partner's once it is opened."""
    return checkin_reading.current(me().person_id, clock.now())


@blueprint.put("/check-ins/current")
@blueprint.arguments(CheckinIn)
@blueprint.response(200, CheckinRound)
def answer(body: dict[str, Any]) -> RoundView:
    """Keep answers as a draft, or seal them; where both have, the round opens."""
    start: date = body.pop("round")
    seal: bool = body.pop("seal")
    return checkins.save(me().person_id, start, body, clock.now(), seal=seal)


@blueprint.delete("/check-ins/current")
@blueprint.arguments(OfRound, location="query")
@blueprint.response(204)
def withdraw(query: dict[str, Any]) -> None:
    """Take sealed answers back, as long as the round is not opened: they are a draft again."""
    checkins.withdraw(me().person_id, query["round"], clock.now())


@blueprint.get("/check-ins")
@blueprint.arguments(CheckinQuery, location="query")
@blueprint.response(200, CheckinPage)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List the rounds that were opened, newest first; or one's own that were put away."""
    person_id, limit = me().person_id, query["limit"]
    after = cursors.read(query.get("after"), date.fromisoformat)
    if query["state"] == "opened":
        page = checkin_reading.opened(person_id, after=after, limit=limit)
    else:
        page = checkin_reading.put_away(person_id, clock.now(), after=after, limit=limit)
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.get("/check-ins/<string:round_start>")
@blueprint.response(200, CheckinRound)
def get(round_start: str) -> RoundView:
    """Look at a round in which one has answered; both answers once it is opened."""
    return checkin_reading.get(me().person_id, parse_day(round_start), clock.now())
