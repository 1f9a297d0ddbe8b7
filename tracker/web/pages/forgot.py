"""A new password for who lost theirs. The answer is the same for every address."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.schemas.mailed import Reset, ResetAsked
from tracker.services import errors, mail_links, resets
from tracker.web import account_limits
from tracker.web.pages import browser, forms, kept_invitation, notices

blueprint = Blueprint("forgot", __name__, url_prefix="/forgot")

_ASKED, _RESET = ResetAsked(), Reset()


@blueprint.get("")
def show() -> Response:
    """Show the form."""
    return _asking()


@blueprint.post("")
def ask() -> Any:
    """Have a link mailed, if this is somebody's address."""
    values, wrong = forms.read(_ASKED)
    if wrong:
        return _asking(wrong, 422)
    try:
        account_limits.reset(values["email"])
    except errors.TooMany as refusal:
        return forms.later(_asking(forms.said(refusal), 429), refusal)
    resets.ask(values["email"], clock.now())
    return redirect(url_for("forgot.sent"), 303)


@blueprint.get("/sent")
def sent() -> str:
    """Say to look into the mail."""
    return render_template("account/sent.html", about="reset")


@blueprint.get("/<string:secret>")
def opened(secret: str) -> Response:
    """Show the form of a mailed link."""
    return _page(secret)


@blueprint.post("/<string:secret>")
def reset(secret: str) -> Any:
    """Set the password; every sign-in ends, this browser's as well."""
    values, wrong = forms.read(_RESET)
    if wrong:
        return _page(secret, wrong, 422)
    try:
        resets.reset(secret, values["new_password"], clock.now())
    except errors.NotFound:
        return _page(secret)
    except errors.Invalid as refusal:
        return _page(secret, forms.said(refusal), 422)
    response = notices.done("sign_in.show", "reset")
    browser.end(response)
    kept_invitation.forget(response)
    return response


def _asking(wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    page = render_template("account/forgot.html", wrong=wrong or {}, values=request.form)
    return make_response(page, status)


def _page(secret: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    try:
        link = mail_links.find(secret, {mail_links.RESET}, clock.now())
    except errors.NotFound:
        return make_response(render_template("account/dead_link.html", about="reset"), 404)
    page = render_template("account/reset.html", email=link.email, wrong=wrong or {})
    return make_response(page, status)
