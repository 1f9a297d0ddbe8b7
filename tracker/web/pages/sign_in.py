"""Signing in and out with a browser."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.schemas.account import SignIn
from tracker.services import credentials, errors
from tracker.web import account_limits
from tracker.web.pages import browser, forms, kept_invitation

blueprint = Blueprint("sign_in", __name__)

_SIGN_IN = SignIn()


@blueprint.get("/sign-in")
def show() -> Any:
    """Show the form."""
    if browser.principal() is not None:
        return redirect(forms.destination(), 303)
    return _page()


@blueprint.post("/sign-in")
def sign_in() -> Any:
    """Begin a session in the place of the one this browser had."""
    values, wrong = forms.read(_SIGN_IN)
    if wrong:
        return _page(wrong, 422)
    try:
        secret = prove(values["email"], values["password"])
    except errors.Unauthenticated as refusal:
        return _page(forms.said(refusal), 401)
    except errors.TooMany as refusal:
        response = _page(forms.said(refusal), 429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    return enter(secret, forms.destination())


def prove(email: str, password: str) -> str:
    """Begin a session in the place of the one this browser had; return its secret.

    Raises Unauthenticated (wrong_credentials) and TooMany.
    """
    account_limits.sign_in(email)
    secret, _ = credentials.sign_in(
        email,
        password,
        kind="session",
        label=browser.label(),
        now=clock.now(),
        instead_of=browser.principal(),
    )
    account_limits.signed_in(email)
    return secret


def enter(secret: str, to: str) -> Response:
    """Hand the browser its new session and lead on."""
    response = make_response(redirect(to, 303))
    browser.begin(response, secret)
    return response


@blueprint.post("/sign-out")
def sign_out() -> Any:
    """End the session of this browser."""
    who = browser.principal()
    if who is not None and who.kind == "session":
        with suppress(errors.NotFound):  # ended elsewhere in this very moment
            credentials.end(who.person_id, who.credential_id, clock.now())
    response = make_response(redirect(url_for("sign_in.show"), 303))
    browser.end(response)
    kept_invitation.forget(response)
    return response


def _page(wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    page = render_template(
        "account/sign_in.html",
        wrong=wrong or {},
        values=request.form,
        next=forms.destination(),
    )
    return make_response(page, status)
