"""What is agreed in one's own calendar program: an address that is shown once."""

from typing import Any

from flask import Response, make_response, render_template
from flask_babel import gettext as _

from tracker import clock
from tracker.services import accounts, calendar_feeds, couples, errors
from tracker.streaks import local_date
from tracker.web import calendars
from tracker.web.calendars import Shown
from tracker.web.pages import browser, forms, notices
from tracker.web.pages.settings.blueprint import blueprint


@blueprint.get("/calendar")
def calendar() -> Response:
    """Show whether there is an address, and what whoever has it sees."""
    return _page(browser.me())


@blueprint.post("/calendar")
def make_calendar() -> Any:
    """Make an address, and show it: nowhere is it kept, so the answer is the page itself."""
    me = browser.me()
    try:
        return _page(me, calendars.make(browser.signed_in()))
    except errors.Forbidden as refusal:
        return _page(me, wrong=forms.said(refusal), status=403)
    except errors.NotFound:
        wrong = {"form": [_("You are linked with nobody, so there is nothing to put into it.")]}
        return _page(me, wrong=wrong, status=409)


@blueprint.post("/calendar/off")
def end_calendar() -> Any:
    """End the address."""
    calendar_feeds.turn_off(browser.me())
    return notices.done("settings.calendar", "calendar_off")


def _page(
    me: str,
    shown: Shown | None = None,
    *,
    wrong: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    now = clock.now()
    account, couple = accounts.view(me, now), couples.find(me, now)
    made_at = calendar_feeds.made_at(me)
    page = render_template(
        "settings/calendar.html",
        shown=shown,
        made_on=made_at and local_date(made_at, account.timezone, account.day_ends_at),
        today=account.local_date,
        partner=couple and couple.partner_of(me),
        wrong=wrong or {},
    )
    return make_response(page, status)
