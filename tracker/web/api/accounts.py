"""New accounts."""

from typing import Any

from flask import Response, current_app

from tracker import clock
from tracker.schemas.account import AccountIn, Me
from tracker.schemas.mailed import Mailed
from tracker.services import accounts, sign_ups
from tracker.web import account_limits
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import public

blueprint = Blueprint("accounts", __name__)

_MAILED = Mailed()


@blueprint.post("/accounts")
@public
@blueprint.arguments(AccountIn)
@blueprint.response(201, Me)
@blueprint.alt_response(
    202,
    schema=Mailed,
    description="With `SIGNUP_CONFIRM=on`: the account begins with a mailed link. "
    "The answer is the same for an address that has one already.",
)
def create(body: dict[str, Any]) -> accounts.Me | Response:
    """Make an account; it can sign in at once, unless the server confirms addresses first."""
    account_limits.sign_up(body["email"])
    if current_app.config["WOVEN"].signup_confirm:
        sign_ups.ask(**body, now=clock.now())
        text = _MAILED.write({"email": body["email"]})
        return Response(text, 202, mimetype="application/json")
    return accounts.register(**body, now=clock.now())
