"""A second step at sign-in: setting it up, its recovery codes, turning it off."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from tracker import clock
from tracker.config import Settings
from tracker.problems import STATUS
from tracker.schemas.account import Proof
from tracker.schemas.second_factor import CodeForm, SecondProof
from tracker.services import accounts, errors, second_factor, second_factor_setup
from tracker.services.coaching import coaches
from tracker.services.second_factor import Given
from tracker.services.second_factor_setup import Shown
from tracker.streaks import local_date
from tracker.web import account_limits, invitations
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.forms import Wrong
from tracker.web.pages.settings import proof
from tracker.web.pages.settings.blueprint import blueprint
from tracker.web.secret import secret

_BEGIN, _CODE, _PROOF = Proof(), CodeForm(), SecondProof()
_GROUP = 4


@blueprint.get("/second-step")
def second_step() -> Response:
    """Show whether there is one."""
    return _page(browser.me())


@blueprint.post("/second-step")
def begin_second_step() -> Any:
    """Show what an authenticator is told: only now, so the answer is the page itself."""
    me = browser.me()
    values, wrong = forms.read(_BEGIN)
    if wrong:
        return _page(me, wrong, 422)

    def begin() -> Response:
        who = browser.signed_in()
        shown = second_factor_setup.begin(who, values["password"], secret(), clock.now())
        return _page(me, shown=shown)

    try:
        return proof.proven(me, begin, lambda *page: _page(me, *page))
    except errors.Conflict as refusal:
        return _page(me, forms.said(refusal), 409)


@blueprint.post("/second-step/confirm")
def confirm_second_step() -> Any:
    """Turn it on by a first code, and show the recovery codes: they too are shown this once."""
    me, who, now = browser.me(), browser.signed_in(), clock.now()
    values, wrong = forms.read(_CODE)
    shown: Shown | None = None
    try:
        given = values.get("secret", request.form.get("secret", ""))
        shown = second_factor_setup.waiting(who, given, secret(), now)
        if wrong:
            return _page(me, wrong, 422, shown=shown)
        with account_limits.second_step_inside(me):
            codes = second_factor_setup.confirm(
                who, values["otp"], secret(), now, shown=shown.secret
            )
    except errors.Forbidden as refusal:
        return _page(me, forms.said(refusal, "otp"), STATUS[type(refusal)], shown=shown)
    except errors.Conflict as refusal:
        return _page(me, forms.said(refusal), 409)
    except errors.TooMany as refusal:
        return forms.later(_page(me, forms.said(refusal, "otp"), 429, shown=shown), refusal)
    return _page(me, codes=codes)


@blueprint.post("/second-step/codes")
def renew_recovery_codes() -> Any:
    """Show new recovery codes; the old ones are void."""
    me = browser.me()

    def renew(password: str, given: Given) -> Response:
        who, now = browser.signed_in(), clock.now()
        return _page(me, codes=second_factor_setup.renew_codes(who, password, given, now))

    return _proven(me, "codes", renew)


@blueprint.post("/second-step/off")
def end_second_step() -> Any:
    """Turn it off."""
    me = browser.me()

    def turn_off(password: str, given: Given) -> Response:
        second_factor_setup.turn_off(browser.signed_in(), password, given, clock.now())
        return notices.done("settings.second_step", "second_step_off")

    return _proven(me, "off", turn_off)


def _proven(me: str, chosen: str, act: Callable[[str, Given], Response]) -> Response:
    """Return what the act returns, or the page with what was wrong with the form it came from."""
    values, wrong = forms.read(_PROOF)
    if wrong:
        return _page(me, wrong, 422, chosen=chosen)
    try:
        with account_limits.second_proof(me):
            return act(values["password"], Given(values["otp"], secret()))
    except errors.Forbidden as refusal:
        field = "otp" if refusal.code == second_factor.WRONG else "password"
        return _page(me, forms.said(refusal, field), STATUS[type(refusal)], chosen=chosen)
    except errors.Conflict as refusal:
        return _page(me, forms.said(refusal), 409)
    except errors.TooMany as refusal:
        return forms.later(_page(me, forms.said(refusal, "otp"), 429, chosen=chosen), refusal)


def _page(
    me: str,
    wrong: Wrong | None = None,
    status: int = 200,
    *,
    shown: Shown | None = None,
    codes: Sequence[str] = (),
    chosen: str = "",
) -> Response:
    account, standing = accounts.view(me, clock.now()), second_factor.standing(me)
    settings: Settings = current_app.config["WOVEN"]
    since = standing.since
    page = render_template(
        "settings/second_step.html",
        account=account,
        standing=standing,
        since=since and local_date(since, account.timezone, account.day_ends_at),
        # The coach's pages do not open before.
        is_needed=settings.https and coaches.is_coach(me),
        next=forms.destination() if "next" in request.values else None,
        shown=shown,
        groups=_groups(shown.secret) if shown else (),
        # Ours alone: what stands in the address is quoted.
        picture=shown and Markup(invitations.qr_svg(shown.uri)),  # noqa: S704
        codes=codes,
        file=codes and _file(account.email, codes),
        chosen=chosen,
        wrong=wrong or {},
    )
    return make_response(page, status)


def _groups(text: str) -> list[str]:
    return [text[at : at + _GROUP] for at in range(0, len(text), _GROUP)]


def _file(email: str, codes: Sequence[str]) -> str:
    """Return the codes as an address that a browser saves as a file, without asking for it."""
    about = _("Woven: recovery codes of %(email)s. Each works once.", email=email)
    text = "\n".join([about, "", *codes, ""])
    return f"data:text/plain;charset=utf-8,{quote(text, safe='')}"
