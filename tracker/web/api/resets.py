"""A new password for who lost theirs, by a link to their confirmed address."""

from typing import Any

from tracker import clock
from tracker.schemas.mailed import Mailed, Reset, ResetAsked
from tracker.services import mail_links, resets
from tracker.services.principal import Principal
from tracker.web import account_limits
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import public

blueprint = Blueprint("password-resets", __name__)


def _open(_principal: Principal | None, secret: str) -> None:
    mail_links.find(secret, {mail_links.RESET}, clock.now())


exists["reset_secret"] = _open


@blueprint.post("/password-resets")
@public
@blueprint.arguments(ResetAsked)
@blueprint.response(202, Mailed)
def ask(body: dict[str, Any]) -> dict[str, Any]:
    """Have a link mailed, if this is somebody's confirmed address; the answer does not tell."""
    account_limits.reset(body["email"])
    resets.ask(body["email"], clock.now())
    return {"email": body["email"]}


@blueprint.post("/password-resets/<string:reset_secret>")
@public
@blueprint.arguments(Reset)
@blueprint.response(204)
def reset(body: dict[str, Any], reset_secret: str) -> None:
    """Set a new password with what the mailed link ends in; every sign-in ends."""
    resets.reset(reset_secret, body["new_password"], clock.now())
