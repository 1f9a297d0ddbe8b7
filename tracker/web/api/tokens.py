"""Sessions and tokens: what a person is signed in with."""

from contextlib import nullcontext
from typing import Any

from tracker import clock
from tracker.schemas.account import CredentialPage, TokenIn, TokenOut
from tracker.schemas.fields import Empty, PageQuery
from tracker.services import credentials, proving, second_factor
from tracker.services.principal import Principal
from tracker.services.second_factor import Given
from tracker.web import account_limits
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me, public
from tracker.web.secret import secret

blueprint = Blueprint("tokens", __name__)


def _token(principal: Principal, token_id: str) -> None:
    credentials.require(principal.person_id, token_id)


exists["token_id"] = _token


@blueprint.post("/tokens")
@public
@blueprint.arguments(TokenIn)
@blueprint.response(201, TokenOut)
def create(body: dict[str, Any]) -> dict[str, Any]:
    """Sign a program in; the token is shown this once. A second factor that is on is asked for."""
    account_limits.sign_in(body["email"])
    identity = proving.identify(body["email"], body["password"])
    account_limits.signed_in(body["email"])
    given = Given(body["otp"], secret())
    is_guess = given.otp and second_factor.is_on(identity.person_id)
    with account_limits.second_step(identity.person_id) if is_guess else nullcontext():
        fresh, token = credentials.begin(
            identity,
            kind="token",
            label=body["label"] or "Program",
            now=clock.now(),
            given=given,
        )
    return {
        "id": token.id,
        "token": fresh,
        "label": token.label,
        "created_at": token.created_at,
    }


@blueprint.get("/tokens")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, CredentialPage)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List sessions and tokens, oldest first."""
    after = cursors.read_made(query.get("after"))
    page = credentials.listed(me(), clock.now(), after=after, limit=query["limit"])
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.delete("/tokens/<string:token_id>")
@blueprint.arguments(Empty)
@blueprint.response(204)
def end(_body: dict[str, Any], token_id: str) -> None:
    """End a session or a token; its sockets close."""
    credentials.end(me().person_id, token_id, clock.now())
