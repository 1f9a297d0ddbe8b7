"""Making an account with a browser; whoever comes by themselves goes on to invite the other."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.schemas.entering import SignUpForm
from tracker.services import credentials, errors
from tracker.store import StoreBusy
from tracker.web import account_limits, invitations, languages
from tracker.web.pages import asked_sign_up, browser, forms
from tracker.web.pages.sign_in import CodeAsked, Entrant, enter, prove
from tracker.web.pages.zones import guess, zones

blueprint = Blueprint("sign_up", __name__)

_ACCOUNT = SignUpForm()


@blueprint.get("/sign-up")
def show() -> Any:
    """Show the form."""
    if browser.principal() is not None:
        return redirect(forms.destination(), 303)
    return _page()


@blueprint.post("/sign-up")
def sign_up() -> Any:
    """Make the account, sign in, and for who was not on their way elsewhere an invitation too."""
    values, wrong = forms.read(_ACCOUNT, optional={"timezone"})
    if wrong:
        return _page(wrong, 422)
    try:
        if asked_sign_up.is_on():
            return asked_sign_up.ask(values, to=forms.destination())
        entrant, is_new = begin(values)
    except CodeAsked as asked:
        to = forms.destination()
        return asked.lead(url_for("invite.show") if to == forms.HOME else to)
    except errors.Invalid as refusal:
        return _page(forms.said(refusal), 422)
    except errors.Conflict as refusal:
        return _page(forms.said(refusal, "email"), 409)
    except errors.TooMany as refusal:
        return forms.later(_page(forms.said(refusal), 429), refusal)
    return welcome(entrant, forms.destination(), is_new=is_new)


def welcome(entrant: Entrant, to: str, *, is_new: bool) -> Response:
    """Lead who has an account now on to what they were on their way to, or to inviting."""
    if to != forms.HOME:
        return enter(entrant, to)
    invitation = None
    if is_new:
        # One tap less for a first run; without it, the page offers to make one.
        with suppress(StoreBusy):
            invitation = invitations.offer(entrant.person_id)
    return enter(entrant, url_for("invite.show"), invitation)


def begin(values: dict[str, Any]) -> tuple[Entrant, bool]:
    """Make an account and its session; tell whether it is new.

    Pressed twice, the first made it: who says its password as well is its owner, and comes in.
    Raises CodeAsked, Invalid, Conflict (address_in_use) and TooMany.
    """
    account_limits.sign_up(values["email"])
    try:
        secret, me = credentials.sign_up(
            **values,
            label=browser.label(),
            now=clock.now(),
            language=languages.preset(),
            instead_of=browser.principal(),
        )
    except errors.Conflict as in_use:
        try:
            return prove(values["email"], values["password"], values["shared"]), False
        except (errors.Unauthenticated, errors.TooMany):
            raise in_use from None
    return Entrant(me.id, secret, values["shared"]), True


def _page(wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    page = render_template(
        "account/sign_up.html",
        wrong=wrong or {},
        values=request.form,
        next=forms.destination(),
        invites=forms.destination() == forms.HOME,
        zones=zones(),
        guess=guess(clock.now()),
    )
    return make_response(page, status)
