"""Where a person is signed in: the list as the server knows it, and ending what is on it."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, make_response, render_template, request

from tracker import clock, store
from tracker.schemas.settings import OTHERS, EndSession
from tracker.services import (
    accounts,
    credentials,
    passkey_news,
    passkeys,
    proving,
    second_factor_news,
    sign_ins,
)
from tracker.services.credentials import View
from tracker.streaks import local_date
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.settings import proof
from tracker.web.pages.settings.blueprint import blueprint

_END = EndSession()
_NEWS = (sign_ins.news, second_factor_news.news, passkey_news.news)
"""What is told until this list was shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A session or a token, with the days of its owner."""

    id: str
    kind: str
    label: str
    began_on: date
    last_used_on: date
    current: bool
    shared: bool


@blueprint.get("/sessions")
def sessions() -> Response:
    """Show where this person is signed in; what is on the list is no news any more."""
    me, now = browser.me(), clock.now()
    with contextlib.suppress(store.StoreBusy):  # the list can be read all the same
        if any(news(browser.signed_in(), now) is not None for news in _NEWS):
            sign_ins.seen(browser.signed_in(), now)
    return _page(me)


@blueprint.post("/sessions")
def end_session() -> Any:
    """End one of them, or all but the one that asks."""
    me = browser.me()
    chosen = request.form.get("credential", "")
    if chosen != OTHERS:
        credentials.require(me, chosen)
    values, wrong = forms.read(_END)
    if wrong:
        return _page(me, wrong, 422, chosen)

    def end() -> Response:
        now = clock.now()
        if chosen == OTHERS:
            credentials.end_others(browser.signed_in(), values["password"], now)
        else:
            proving.prove(me, values["password"])
            credentials.end(me, chosen, now)
        return notices.done("settings.sessions", "ended")

    return proof.proven(me, end, lambda wrong, status: _page(me, wrong, status, chosen))


def listed(now: datetime) -> Sequence[View]:
    """Return the sessions and tokens of whoever is asking: all, for there are at most 70."""
    return credentials.listed(browser.signed_in(), now, after=None, limit=100).items


def _page(
    me: str, wrong: dict[str, list[str]] | None = None, status: int = 200, chosen: str = ""
) -> Response:
    now = clock.now()
    account = accounts.view(me, now)

    def day(moment: datetime) -> date:
        return local_date(moment, account.timezone, account.day_ends_at)

    sign_ins = [
        Place(
            one.id,
            one.kind,
            one.label,
            day(one.created_at),
            day(one.last_used_at),
            one.current,
            one.shared,
        )
        for one in listed(now)
    ]
    page = render_template(
        "settings/sessions.html",
        # The one that asks first, then what was used last.
        sign_ins=sorted(sign_ins, key=lambda one: (one.current, one.last_used_on), reverse=True),
        today=account.local_date,
        passkeys=passkeys.count(me),
        chosen=chosen,
        others=OTHERS,
        wrong=wrong or {},
    )
    return make_response(page, status)
