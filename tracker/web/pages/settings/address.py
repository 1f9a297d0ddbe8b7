"""One's address: whether it is confirmed, and moving to another one."""

from typing import Any

from flask import Response, make_response, render_template, request

from tracker import clock
from tracker.schemas.mailed import AddressChange
from tracker.services import addresses, errors
from tracker.web import account_limits
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.settings import proof
from tracker.web.pages.settings.blueprint import blueprint

_CHANGE = AddressChange()


@blueprint.get("/address")
def address() -> Response:
    """Show the address."""
    return _page(browser.me())


@blueprint.post("/address")
def change_address() -> Any:
    """Have a link mailed to another one."""
    me = browser.me()
    values, wrong = forms.read(_CHANGE)
    if wrong:
        return _page(me, wrong, 422)

    def change() -> Response:
        account_limits.mail(me)
        addresses.ask_change(me, values["password"], values["email"], clock.now())
        return notices.done("settings.address", "mailed")

    return proof.proven(me, change, lambda *page: _page(me, *page))


@blueprint.post("/address/again")
def mail_again() -> Any:
    """Send the link that confirms the address once more."""
    me = browser.me()
    try:
        account_limits.mail(me)
    except errors.TooMany as refusal:
        return forms.later(_page(me, forms.said(refusal), 429), refusal)
    addresses.ask_again(me, clock.now())
    return notices.done("settings.address", "mailed")


@blueprint.post("/address/take-back")
def take_back_address() -> Any:
    """Void the link to another one."""
    addresses.take_back(browser.me())
    return notices.done("settings.address", "withdrawn")


def _page(me: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    page = render_template(
        "settings/address.html",
        standing=addresses.standing(me, clock.now()),
        values=request.form,
        wrong=wrong or {},
    )
    return make_response(page, status)
