"""Making an account with a browser; whoever comes by themselves goes on to invite the other."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.schemas.account import AccountIn
from tracker.services import accounts, errors
from tracker.store import StoreBusy
from tracker.web import account_limits, invitations
from tracker.web.pages import browser, forms, kept_invitation
from tracker.web.pages.sign_in import enter, prove
from tracker.web.pages.zones import guess, zones

blueprint = Blueprint("sign_up", __name__)

_ACCOUNT = AccountIn()


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
        account_limits.sign_up(values["email"])
        me = accounts.register(**values, now=clock.now())
        secret = prove(values["email"], values["password"])
    except errors.Invalid as refusal:
        return _page(forms.said(refusal), 422)
    except errors.Conflict as refusal:
        return _page(forms.said(refusal, "email"), 409)
    except errors.TooMany as refusal:
        response = _page(forms.said(refusal), 429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    if forms.destination() != forms.HOME:
        return enter(secret, forms.destination())
    entered = enter(secret, url_for("invite.show"))
    # One tap less for a first run; without it, the page offers to make one.
    with suppress(StoreBusy):
        kept_invitation.keep(entered, invitations.offer(me.id))
    return entered


def _page(wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    page = render_template(
        "account/sign_up.html",
        wrong=wrong or {},
        values=request.form,
        next=forms.destination(),
        zones=zones(),
        guess=guess(clock.now()),
    )
    return make_response(page, status)
