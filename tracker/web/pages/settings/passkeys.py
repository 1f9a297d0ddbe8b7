"""Passkeys: the list, adding one, removing one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.passkey import PasskeyBegin, PasskeyIn, PasskeyRemoval
from tracker.services import accounts, errors, passkeys
from tracker.services.accounts import Me
from tracker.services.passkeys import Asked
from tracker.streaks import local_date
from tracker.web import relying_party
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.forms import Wrong
from tracker.web.pages.settings import proof
from tracker.web.pages.settings.blueprint import blueprint

_BEGIN, _ADD, _REMOVE = PasskeyBegin(), PasskeyIn(), PasskeyRemoval()
NEW = "new"
"""In place of an id: the form that adds one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A passkey, with the days of its owner."""

    id: str
    label: str
    made_on: date
    used_on: date | None


@blueprint.get("/passkeys", endpoint="passkeys")
def show() -> Response:
    """Show which there are."""
    return _page(browser.me())


@blueprint.post("/passkeys")
def begin_passkey() -> Any:
    """Hand the page what it asks the device: only now, so the answer is the page itself."""
    me = browser.me()
    values, wrong = forms.read(_BEGIN)
    if wrong:
        return _page(me, wrong, 422, chosen=NEW)

    def begin() -> Response:
        party, now = relying_party.of_this_server(), clock.now()
        asked = passkeys.begin_adding(browser.signed_in(), values["password"], party, now)
        return _page(me, asked=asked, label=values["label"])

    try:
        return proof.proven(me, begin, lambda *page: _page(me, *page, chosen=NEW))
    except errors.Conflict as refusal:
        return _page(me, forms.said(refusal), 409)


@blueprint.post("/passkeys/add")
def add_passkey() -> Any:
    """Keep what the device has made."""
    browser.me()
    values, wrong = forms.read(_ADD)
    if wrong:  # a script has filled it in: there is no field to say it beside
        return _refused({"form": [_("That did not come through. Try once more.")]}, 422)
    values["challenge_id"] = values.pop("challenge")
    try:
        party = relying_party.of_this_server()
        passkeys.add(browser.signed_in(), **values, party=party, now=clock.now())
    except (errors.Conflict, errors.Invalid) as refusal:
        return _refused(forms.said_of_all(refusal), STATUS[type(refusal)])
    return notices.done("settings.passkeys", "passkey_added")


@blueprint.post("/passkeys/remove")
def remove_passkey() -> Any:
    """Remove one."""
    me = browser.me()
    chosen = request.form.get("passkey", "")
    passkeys.require(me, chosen)
    values, wrong = forms.read(_REMOVE)
    if wrong:
        return _page(me, wrong, 422, chosen=chosen)

    def remove() -> Response:
        passkeys.remove(browser.signed_in(), chosen, values["password"], clock.now())
        return notices.done("settings.passkeys", "passkey_removed")

    return proof.proven(me, remove, lambda *page: _page(me, *page, chosen=chosen))


def _refused(wrong: Wrong, status: int) -> Response:
    """Return the page with what was wrong and the way back alone: there is no form to mend."""
    page = render_template("settings/passkeys.html", is_refused=True, wrong=wrong)
    return make_response(page, status)


def _page(
    me: str,
    wrong: Wrong | None = None,
    status: int = 200,
    *,
    chosen: str = "",
    asked: Asked | None = None,
    label: str | None = None,
) -> Response:
    account = accounts.view(me, clock.now())
    page = render_template(
        "settings/passkeys.html",
        kept=_kept(account),
        most=passkeys.MOST,
        today=account.local_date,
        party=relying_party.of_this_server(),
        is_here=relying_party.is_here(),
        address=relying_party.address(),
        asked=asked,
        label=label or request.form.get("label") or browser.label(),
        new=NEW,
        chosen=chosen,
        wrong=wrong or {},
    )
    return make_response(page, status)


def _kept(account: Me) -> Sequence[Kept]:
    def day(moment: Any) -> date:
        return local_date(moment, account.timezone, account.day_ends_at)

    return [
        Kept(one.id, one.label, day(one.created_at), one.last_used_at and day(one.last_used_at))
        for one in passkeys.listed(account.id, after=None, limit=passkeys.MOST).items
    ]
