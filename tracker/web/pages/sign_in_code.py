"""The second step of signing in: a code, after the right password."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from tracker.schemas.second_factor import Code
from tracker.services import authenticator, errors, second_factor
from tracker.services.second_factor import Given
from tracker.web import account_limits
from tracker.web.pages import forms, halfway, join, notices, sign_in
from tracker.web.pages.halfway import Halfway
from tracker.web.pages.sign_in import Entrant
from tracker.web.secret import secret

blueprint = Blueprint("sign_in_code", __name__)

_CODE = Code()


@blueprint.get("/sign-in/code")
def show() -> Any:
    """Ask for the code; who has not come here by their password begins with that."""
    return _page() if halfway.find() is not None else _begin_again()


@blueprint.post("/sign-in/code")
def prove() -> Any:
    """Begin the session, and lead on to what the first step was on its way to."""
    found = halfway.find()
    if found is None:
        return _begin_again()
    values, wrong = forms.read(_CODE)
    if wrong:
        return _page(wrong, 422)
    on, identity = found
    given = Given(values["otp"], secret())
    try:
        with account_limits.second_step(identity.person_id):
            entrant = sign_in.begin(identity, on.shared, given)
    except errors.Unauthenticated as refusal:
        if refusal.code != second_factor.WRONG:
            return _begin_again()
        return _page(forms.said(refusal, "otp"), 401)
    except errors.TooMany as refusal:
        return forms.later(_page(forms.said(refusal), 429), refusal)
    response = _enter(on, entrant)
    halfway.forget(response)
    return response


def _enter(on: Halfway, entrant: Entrant) -> Response:
    return join.joined(entrant, on.code) if on.code else sign_in.enter(entrant, on.next)


def _begin_again() -> Response:
    response = notices.done("sign_in.show", "begin_again")
    halfway.forget(response)
    return response


def _page(wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    typed = request.form.get("otp", "")
    page = render_template(
        "account/sign_in_code.html",
        wrong=wrong or {},
        # Which of the two forms it was is seen by what was typed.
        by_recovery=bool(typed.strip()) and authenticator.read(typed) is None,
        digits=authenticator.DIGITS,
    )
    return make_response(page, status)
