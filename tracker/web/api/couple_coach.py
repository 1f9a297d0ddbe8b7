"""A couple and their coach: asking, agreeing, what each lets them see, and showing them out."""

from typing import Any

from tracker import clock
from tracker.schemas import letting_in as shapes
from tracker.schemas.fields import Empty, PageQuery, parse_day
from tracker.services import couples
from tracker.services.coaching import consents, letting_in, openings
from tracker.services.coaching.coach_codes import Offer
from tracker.services.coaching.letting_in import LinkView
from tracker.services.errors import NotFound
from tracker.services.principal import Principal
from tracker.web import coach_codes
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("couple_coach", __name__)


def _link(principal: Principal, link_id: str) -> None:
    letting_in.require(principal.person_id, link_id, clock.now())


exists["link_id"] = _link


@blueprint.before_request
def linked() -> None:
    """Refuse who has no couple before the shape of what they send is judged."""
    couples.require(me().person_id)


def _shown(link: LinkView, offer: Offer | None) -> dict[str, Any]:
    code = None if offer is None else coach_codes.shown(offer, coach_codes.FOR_COACH)
    fields = {name: getattr(link, name) for name in shapes.CoachLink().fields}
    return {**fields, "code": code and code.code, "url": code and code.url}


@blueprint.get("/couple/coach")
@blueprint.response(200, shapes.CoupleCoach)
def show() -> dict[str, Any]:
    """Show the coach who is there or asked."""
    letting = letting_in.show(me().person_id, clock.now())
    if letting is None:
        raise NotFound
    return {**_shown(letting.link, None), "handover": letting.handover}


@blueprint.post("/couple/coach")
@blueprint.arguments(shapes.CoachAsked)
@blueprint.response(201, shapes.CoachLink)
def ask(body: dict[str, Any]) -> LinkView:
    """Ask one's partner to let a coach in; a practice code names the coach."""
    key, now = coach_codes.key(), clock.now()
    person_id, code = me().person_id, body["practice_code"]
    if code is None:
        return letting_in.ask(person_id, body["scopes"], None, key, now)
    with coach_codes.guessing():
        return letting_in.ask(person_id, body["scopes"], code, key, now)


@blueprint.post("/couple/coach/<string:link_id>/agree")
@blueprint.arguments(shapes.CoachAgreed)
@blueprint.response(200, shapes.AgreedLink)
def agree(body: dict[str, Any], link_id: str) -> dict[str, Any]:
    """Say yes to what the other asked, or to being handed over."""
    key, now = coach_codes.key(), clock.now()
    return _shown(*letting_in.agree(me().person_id, link_id, body["scopes"], key, now))


@blueprint.post("/couple/coach/<string:link_id>/code")
@blueprint.arguments(Empty)
@blueprint.response(201, shapes.CoachCode)
def new_code(_body: dict[str, Any], link_id: str) -> coach_codes.Shown:
    """Make another code for the coach; the one before is void."""
    offer = letting_in.new_code(me().person_id, link_id, coach_codes.key(), clock.now())
    return coach_codes.shown(offer, coach_codes.FOR_COACH)


@blueprint.put("/couple/coach/<string:link_id>/scopes")
@blueprint.arguments(shapes.ScopesIn)
@blueprint.response(200, shapes.CoachLink)
def set_scopes(body: dict[str, Any], link_id: str) -> LinkView:
    """Set what oneself lets the coach see: narrower at once, wider once the other does too."""
    consents.set_scopes(me().person_id, link_id, body["scopes"], clock.now())
    return letting_in.view(me().person_id, link_id, clock.now())


@blueprint.post("/couple/coach/<string:link_id>/renew")
@blueprint.arguments(Empty)
@blueprint.response(200, shapes.CoachLink)
def renew(_body: dict[str, Any], link_id: str) -> LinkView:
    """Say yes again, privately, when both are asked again after 90 days."""
    consents.renew(me().person_id, link_id, clock.now())
    return letting_in.view(me().person_id, link_id, clock.now())


@blueprint.delete("/couple/coach/<string:link_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def revoke(_body: dict[str, Any], link_id: str) -> None:
    """Show the coach out, or take back what is asked: at once, by either of the two."""
    letting_in.revoke(me().person_id, link_id, clock.now())


@blueprint.get("/couple/coach/<string:link_id>/openings")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, shapes.OpeningPage)
def opened(query: dict[str, Any], link_id: str) -> dict[str, Any]:
    """List the days on which the coach opened the couple's page, newest first."""
    after = cursors.read(query.get("after"), _day)
    last = None if after is None else after[0]
    page = openings.listed(me().person_id, link_id, clock.now(), after=last, limit=query["limit"])
    return {"items": page.items, "next": cursors.write(page.next)}


def _day(part: str) -> Any:
    day = parse_day(part)
    if day is None:
        raise ValueError("not a day")
    return day
