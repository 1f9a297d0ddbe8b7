"""Signing in and out with a browser."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.schemas.entering import SignInForm
from tracker.services import credentials, errors, proving, second_factor
from tracker.services.proving import Identity
from tracker.services.second_factor import Given
from tracker.web import account_limits, relying_party
from tracker.web.invitations import Shown
from tracker.web.pages import (
    browser,
    forms,
    halfway,
    kept_codes,
    kept_invitation,
    let_in,
)

blueprint = Blueprint("sign_in", __name__)

_SIGN_IN = SignInForm()


@blueprint.get("/sign-in")
def show() -> Any:
    """Show the form."""
    if browser.principal() is not None:
        return redirect(forms.destination(), 303)
    return page()


@blueprint.post("/sign-in")
def sign_in() -> Any:
    """Begin a session in the place of the one this browser had."""
    values, wrong = forms.read(_SIGN_IN)
    if wrong:
        return page(wrong, 422)
    try:
        entrant = prove(**values)
    except CodeAsked as asked:
        return asked.lead(forms.destination())
    except errors.Unauthenticated as refusal:
        return page(forms.said(refusal), 401)
    except errors.TooMany as refusal:
        return forms.later(page(forms.said(refusal), 429), refusal)
    return enter(entrant, forms.destination())


@dataclass(frozen=True, slots=True)
class Entrant:
    """Whoever has just proved who they are, with the secret of the session begun for them."""

    person_id: str
    secret: str
    shared: bool


class CodeAsked(Exception):
    """The password was right, and a code is asked for: who has one goes on to another page."""

    def __init__(self, identity: Identity, shared: bool) -> None:
        super().__init__("code asked")
        self.identity = identity
        self.shared = shared

    def lead(self, to: str, *, code: str = "") -> Response:
        """Lead there, and by a right code on to a page, or to saying yes to an invitation."""
        return halfway.ask(self.identity, shared=self.shared, to=to, code=code)


def prove(email: str, password: str, shared: bool) -> Entrant:
    """Begin a session for whose address and password these are.

    Raises CodeAsked, Unauthenticated (wrong_credentials) and TooMany.
    """
    return enough(identify(email, password), shared)


def enough(identity: Identity, shared: bool) -> Entrant:
    """Begin a session for whom a password is enough. Raises CodeAsked and Unauthenticated."""
    if second_factor.is_on(identity.person_id):
        raise CodeAsked(identity, shared)
    return begin(identity, shared)


def identify(email: str, password: str) -> Identity:
    """Find whose address and password these are, counted as a guess. Raises as `prove` does."""
    account_limits.sign_in(email)
    identity = proving.identify(email, password)
    account_limits.signed_in(email)
    return identity


def begin(identity: Identity, shared: bool, given: Given | None = None) -> Entrant:
    """Begin a session in the place of the one this browser had. Raises Unauthenticated."""
    secret, _ = credentials.begin(
        identity,
        kind="session",
        label=browser.label(),
        now=clock.now(),
        instead_of=browser.principal(),
        shared=shared,
        given=given,
    )
    return Entrant(identity.person_id, secret, shared)


def enter(entrant: Entrant, to: str, invitation: Shown | None = None) -> Response:
    """Hand the browser its new session, and an invitation made for it, and lead on."""
    response = make_response(redirect(to, 303))
    browser.begin(response, entrant.secret, shared=entrant.shared)
    before = browser.principal()
    if invitation is not None:
        kept_invitation.keep(response, invitation)
    elif before is None or before.person_id != entrant.person_id:
        kept_invitation.forget(response)  # whoever sat here before may have left theirs
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
    for kept in (kept_codes, kept_invitation, let_in):
        kept.forget(response)
    return response


def page(wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    """Return the page with what was wrong."""
    text = render_template(
        "account/sign_in.html",
        wrong=wrong or {},
        values=request.form,
        next=forms.destination(),
        passkeys=relying_party.of_this_server(),
    )
    return make_response(text, status)
