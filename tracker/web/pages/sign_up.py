"""Making an account with a browser."""

from functools import cache
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request

from tracker import clock
from tracker.schemas.account import AccountIn
from tracker.schemas.fields import ZONES
from tracker.services import accounts, errors
from tracker.web import account_limits
from tracker.web.pages import browser, forms
from tracker.web.pages.sign_in import enter

blueprint = Blueprint("sign_up", __name__)

_ACCOUNT = AccountIn()
_REGIONS = (
    "Africa",
    "America",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
    "Antarctica",
    "Arctic",
)


@blueprint.get("/sign-up")
def show() -> Any:
    """Show the form."""
    if browser.principal() is not None:
        return redirect(forms.destination(), 303)
    return _page()


@blueprint.post("/sign-up")
def sign_up() -> Any:
    """Make the account and sign in."""
    values, wrong = forms.read(_ACCOUNT, optional={"timezone"})
    if wrong:
        return _page(wrong, 422)
    try:
        account_limits.sign_up(values["email"])
        accounts.register(**values, now=clock.now())
        return enter(values["email"], values["password"])
    except errors.Invalid as refusal:
        return _page(forms.said(refusal), 422)
    except errors.Conflict as refusal:
        return _page(forms.said(refusal, "email"), 409)
    except errors.TooMany as refusal:
        response = _page(forms.said(refusal), 429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response


@cache
def zones() -> dict[str, list[tuple[str, str]]]:
    """Return the zones by region, as (name, words): "America/New_York", "New York"."""
    found: dict[str, list[tuple[str, str]]] = {}
    for region in _REGIONS:
        prefix = f"{region}/"
        names = sorted(name for name in ZONES if name.startswith(prefix))
        found[region] = [
            (name, name.removeprefix(prefix).replace("_", " ").replace("/", ", ")) for name in names
        ]
    return found


def _page(wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    page = render_template(
        "account/sign_up.html",
        wrong=wrong or {},
        values=request.form,
        next=forms.destination(),
        zones=zones(),
    )
    return make_response(page, status)
