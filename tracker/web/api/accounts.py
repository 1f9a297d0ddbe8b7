"""New accounts."""

from typing import Any

from tracker import clock
from tracker.schemas.account import AccountIn, Me
from tracker.services import accounts
from tracker.web import account_limits
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import public

blueprint = Blueprint("accounts", __name__)


@blueprint.post("/accounts")
@public
@blueprint.arguments(AccountIn)
@blueprint.response(201, Me)
def create(body: dict[str, Any]) -> accounts.Me:
    """Make an account; it can sign in at once."""
    account_limits.sign_up(body["email"])
    return accounts.register(**body, now=clock.now())
