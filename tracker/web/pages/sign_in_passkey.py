"""Signing in with a passkey: a script asks the device, and sends what it signed as a form."""

from typing import Any

from flask import Blueprint, Response, jsonify
from flask_babel import gettext as _

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.passkey import PasskeySignIn
from tracker.services import errors, passkeys
from tracker.services.passkey_proofs import Assertion
from tracker.web import account_limits, relying_party
from tracker.web.pages import browser, forms, sign_in
from tracker.web.pages.sign_in import Entrant

blueprint = Blueprint("sign_in_passkey", __name__, url_prefix="/sign-in/passkey")

_SIGN_IN = PasskeySignIn()


@blueprint.post("/options")
def ask() -> Response:
    """Say what the device is asked, as JSON; the answer counts for five minutes, once."""
    account_limits.ask_passkey()
    asked = passkeys.begin_sign_in(relying_party.of_this_server(), clock.now())
    return jsonify(challenge=asked.challenge_id, options=asked.options)


@blueprint.post("")
def enter() -> Any:
    """Begin a session in the place of the one this browser had."""
    values, wrong = forms.read(_SIGN_IN)
    if wrong:  # a script has filled it in: there is no field to say it beside
        return sign_in.page({"form": [_("That did not come through. Try once more.")]}, 422)
    shared, challenge = values.pop("shared"), values.pop("challenge")
    try:
        entered = passkeys.sign_in(
            Assertion(**values),
            challenge_id=challenge,
            party=relying_party.of_this_server(),
            label=browser.label(),
            now=clock.now(),
            instead_of=browser.principal(),
            shared=shared,
        )
    except (errors.Unauthenticated, errors.Conflict) as refusal:
        return sign_in.page(forms.said(refusal), STATUS[type(refusal)])
    return sign_in.enter(Entrant(entered.person_id, entered.secret, shared), forms.destination())
