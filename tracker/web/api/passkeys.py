"""Passkeys: a way for browsers to sign in beside the password. Programs take tokens.

Signing in by one is a form of the page `/sign-in`, since it begins a browser's session.
"""

from typing import Any

from tracker import clock
from tracker.schemas.account import Proof
from tracker.schemas.fields import PageQuery
from tracker.schemas.passkey import Passkey, PasskeyIn, PasskeyOptions, PasskeyPage
from tracker.services import passkeys
from tracker.services.passkeys import Asked, View
from tracker.services.principal import Principal
from tracker.web import account_limits, relying_party
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("passkeys", __name__)


def _passkey(principal: Principal, passkey_id: str) -> None:
    passkeys.require(principal.person_id, passkey_id)


exists["passkey_id"] = _passkey


@blueprint.get("/passkeys")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, PasskeyPage)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List one's passkeys, oldest first: at most 20."""
    after = cursors.read_made(query.get("after"))
    page = passkeys.listed(me().person_id, after=after, limit=query["limit"])
    return {"items": page.items, "next": cursors.write(page.next)}


@blueprint.post("/passkeys/options")
@blueprint.arguments(Proof)
@blueprint.response(201, PasskeyOptions)
def begin(body: dict[str, Any]) -> Asked:
    """Begin to add one: say what an authenticator is asked. What was begun before is void."""
    with account_limits.proving(me().person_id):
        return passkeys.begin_adding(
            me(), body["password"], relying_party.of_this_server(), clock.now()
        )


@blueprint.post("/passkeys")
@blueprint.arguments(PasskeyIn)
@blueprint.response(201, Passkey)
def add(body: dict[str, Any]) -> View:
    """Add the passkey that an authenticator has made as it was asked. All sessions hear of it."""
    return passkeys.add(
        me(),
        challenge_id=body["challenge"],
        client_data=body["client_data"],
        attestation=body["attestation"],
        label=body["label"],
        party=relying_party.of_this_server(),
        now=clock.now(),
    )


@blueprint.delete("/passkeys/<string:passkey_id>")
@blueprint.arguments(Proof)
@blueprint.response(204)
def remove(body: dict[str, Any], passkey_id: str) -> None:
    """Remove one: it opens nothing any more. All sessions hear of it, and those it began go on."""
    with account_limits.proving(me().person_id):
        passkeys.remove(me(), passkey_id, body["password"], clock.now())
