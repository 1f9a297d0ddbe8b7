"""Invitations."""

from typing import Any

from flask import request

from tracker import clock
from tracker.schemas import couple as couple_shapes
from tracker.schemas import invite as shapes
from tracker.schemas.fields import Empty
from tracker.services import couples, invites
from tracker.services.couples import CoupleView
from tracker.services.invites import Preview
from tracker.services.principal import Principal
from tracker.web import invitations
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me, public

blueprint = Blueprint("invites", __name__)


def require(principal: Principal, code: str) -> None:
    """Raise NotFound unless the invitation is there for this request.

    A body of a bad shape must be no way around the limits: this is a guess like any other.
    """
    if request.method == "DELETE":
        invites.require_own(principal.person_id, code, key=invitations.key(), now=clock.now())
        return
    with invitations.guessing():
        invites.preview(code, key=invitations.key(), now=clock.now())


exists["invite_code"] = require


@blueprint.post("/invites")
@blueprint.arguments(Empty)
@blueprint.response(201, shapes.InviteOffer)
def offer(_body: dict[str, Any]) -> invitations.Shown:
    """Open an invitation; the earlier one is void."""
    return invitations.offer(me().person_id)


@blueprint.get("/invites/<string:invite_code>")
@public
@blueprint.response(200, shapes.InvitePreview)
def preview(invite_code: str) -> Preview:
    """Show who invites, and to what."""
    with invitations.guessing():
        return invites.preview(invite_code, key=invitations.key(), now=clock.now())


@blueprint.post("/invites/<string:invite_code>/accept")
@blueprint.arguments(Empty)
@blueprint.response(200, couple_shapes.Couple)
def accept(_body: dict[str, Any], invite_code: str) -> CoupleView:
    """Accept an invitation: the two are linked."""
    person_id = me().person_id
    with invitations.guessing():
        invites.accept(person_id, invite_code, key=invitations.key(), now=clock.now())
    return couples.show(person_id, clock.now())


@blueprint.delete("/invites/<string:invite_code>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def withdraw(_body: dict[str, Any], invite_code: str) -> None:
    """Withdraw one's own invitation."""
    invites.withdraw(me().person_id, invite_code, key=invitations.key(), now=clock.now())
