"""Without a network: the page that phones keep for then, and the days that they lay into it.

Why days ahead are rendered: docs/decisions/offline-today.md.
"""

from datetime import datetime, timedelta

from flask import Blueprint, render_template

from tracker import clock
from tracker.services import day as days
from tracker.services import errors, habits
from tracker.services.day import DayView
from tracker.web.pages import browser
from tracker.web.pages.today_page import Opening, Page

blueprint = Blueprint("offline", __name__)

AHEAD = 7
"""How many of the next days a phone gets along. With none of them it still shows its last one."""
DAY = timedelta(days=1)


@blueprint.get("/offline")
def show() -> str:
    """Show the page that phones keep: the same for everybody, whoever is signed in."""
    return render_template("offline/offline.html", can_sign_out=True)


@blueprint.get("/offline/days")
def keep() -> str:
    """Answer Today, the days before it and those to come, one <main> each, without any form.

    One that is to come is shown as it begins, if nobody does anything until then.
    """
    me = browser.me()
    now = clock.now()
    found = habits.alive(me, now)
    return "".join(_still(Page.of(view, found, ())) for view in _views(me, now))


def _views(me: str, now: datetime) -> list[DayView]:
    try:
        today = days.read(me, None, now)
    except errors.NotFound:
        return []  # nobody to do anything with: there is nothing to tick either
    before = (today.local_date - today.first).days
    views = [days.read(me, today.first + number * DAY, now) for number in range(before)]
    ahead = [days.read(me, None, now, ahead=number) for number in range(1, AHEAD + 1)]
    return [*views, today, *ahead]


def _still(page: Page) -> str:
    opening = Opening()
    return render_template(
        "today/today.html", page=page, opening=opening, wrong={}, still=True, is_fragment=True
    )
