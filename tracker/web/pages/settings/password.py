"""A new password."""

from typing import Any

from flask import Response, make_response, render_template, request

from tracker import clock
from tracker.schemas.settings import PasswordForm
from tracker.services import accounts, errors, new_passwords, passkeys
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.settings import proof
from tracker.web.pages.settings.blueprint import blueprint

_CHANGE = PasswordForm()


@blueprint.get("/password")
def password() -> Response:
    """Show the form."""
    return _page(browser.me())


@blueprint.post("/password")
def change_password() -> Any:
    """Set another password; everything else that is signed in ends."""
    me = browser.me()
    values, wrong = forms.read(_CHANGE)
    if wrong:
        return _page(me, wrong, 422)
    who = browser.principal()
    if who is None:
        raise errors.Unauthenticated

    def change() -> Response:
        new_passwords.change(who, **values, now=clock.now())
        return notices.done("settings.password", "password")

    return proof.proven(me, change, lambda *page: _page(me, *page))


def _page(me: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    email = accounts.view(me, clock.now()).email
    page = render_template(
        "settings/password.html",
        wrong=wrong or {},
        email=email,
        passkeys=passkeys.count(me),
        values=request.form,
    )
    return make_response(page, status)
