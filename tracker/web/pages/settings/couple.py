"""What the two set together: how far back a tick may reach, and when their weeks begin."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import ngettext

from tracker import clock
from tracker.schemas.couple import CoupleChange
from tracker.services import couples, errors
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.settings.blueprint import blueprint
from tracker.web.words import dates

_CHANGE = CoupleChange()
_MOST_DAYS = 30


@blueprint.get("/couple")
def couple() -> Response:
    """Show what is set; whoever is alone reads how two get linked."""
    return _page(browser.me())


@blueprint.post("/couple")
def change_couple() -> Any:
    """Change it for both."""
    me = browser.me()
    couples.require(me)
    values, wrong = forms.read(_CHANGE, numbers={"backfill_days", "week_start"})
    if wrong:
        return _page(me, wrong, 422)
    try:
        couples.change(me, clock.now(), **values)
    except errors.Conflict as refusal:  # a first habit began since the page was opened
        return _page(me, forms.said(refusal, "week_start"), 409)
    return notices.done("settings.couple", "saved")


def _page(me: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    couple = couples.find(me, clock.now())
    if couple is None:
        return make_response(render_template("settings/couple.html", couple=None), status)
    page = render_template(
        "settings/couple.html",
        couple=couple,
        partner=couple.partner_of(me),
        values=request.form if wrong else couple,
        wrong=wrong or {},
        is_fixed=couples.week_is_fixed(me),
        days=[(n, ngettext("%(num)s day", "%(num)s days", n)) for n in range(1, _MOST_DAYS + 1)],
        weekdays=[(number, dates.weekday_name(number)) for number in range(1, 8)],
    )
    return make_response(page, status)
