"""A second factor for signing in: an authenticator's codes, and recovery codes for without it."""

from typing import Any

from tracker import clock
from tracker.schemas.account import Proof
from tracker.schemas.second_factor import (
    Code,
    RecoveryCodes,
    SecondFactor,
    SecondProof,
    Secret,
)
from tracker.services import second_factor, second_factor_setup
from tracker.services.second_factor import Given, Standing
from tracker.web import account_limits, invitations
from tracker.web.api.blueprint import Blueprint
from tracker.web.api.door import me
from tracker.web.secret import secret

blueprint = Blueprint("second-factor", __name__)


@blueprint.get("/me/second-factor")
@blueprint.response(200, SecondFactor)
def show() -> Standing:
    """Say whether a code is asked for at sign-in, and how many recovery codes are left."""
    return second_factor.standing(me().person_id)


@blueprint.post("/me/second-factor")
@blueprint.arguments(Proof)
@blueprint.response(201, Secret)
def begin(body: dict[str, Any]) -> dict[str, str]:
    """Make a secret for an authenticator; a code of it turns the second factor on."""
    with account_limits.proving(me().person_id):
        shown = second_factor_setup.begin(me(), body["password"], secret(), clock.now())
    return {
        "secret": shown.secret,
        "uri": shown.uri,
        "qr_svg": invitations.qr_svg(shown.uri),
    }


@blueprint.post("/me/second-factor/confirm")
@blueprint.arguments(Code)
@blueprint.response(200, RecoveryCodes)
def confirm(body: dict[str, Any]) -> dict[str, list[str]]:
    """Turn it on, with a first code of the authenticator."""
    with account_limits.second_step_inside(me().person_id):
        codes = second_factor_setup.confirm(me(), body["otp"], secret(), clock.now())
    return {"recovery_codes": codes}


@blueprint.post("/me/second-factor/recovery-codes")
@blueprint.arguments(SecondProof)
@blueprint.response(200, RecoveryCodes)
def renew(body: dict[str, Any]) -> dict[str, list[str]]:
    """Make new recovery codes; those before are void."""
    given = Given(body["otp"], secret())
    with account_limits.second_proof(me().person_id):
        codes = second_factor_setup.renew_codes(me(), body["password"], given, clock.now())
    return {"recovery_codes": codes}


@blueprint.delete("/me/second-factor")
@blueprint.arguments(SecondProof)
@blueprint.response(204)
def turn_off(body: dict[str, Any]) -> None:
    """Turn it off: from then on a password is enough."""
    given = Given(body["otp"], secret())
    with account_limits.second_proof(me().person_id):
        second_factor_setup.turn_off(me(), body["password"], given, clock.now())
