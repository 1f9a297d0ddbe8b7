"""Looking back on check-ins: what both have read, its trends, and what was put away for oneself."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from tracker import clock
from tracker.schemas.fields import parse_day
from tracker.services import checkin_reading, couples, errors
from tracker.web import packing
from tracker.web.pages import browser, checkin, checkin_trend, checkin_words

blueprint = Blueprint("checkin_past", __name__)

IN_TREND = 26
"""Rounds in a trend: half a year of weeks, or a year of every other."""
LISTED = 12
"""Rounds in a list."""


@blueprint.get("/check-in/past")
def show() -> Any:
    """Show the trends, and lead to each round; with `before` to older ones."""
    packing.to_one_length()
    me, now = browser.me(), clock.now()
    try:
        couple = couples.show(me, now)
    except errors.NotFound:
        return checkin.alone(me)
    before = parse_day(request.args.get("before", ""))
    after = None if before is None else (before,)
    opened = checkin_reading.opened(me, after=after, limit=IN_TREND if before is None else LISTED)
    listed = opened.items[:LISTED]
    has_more = opened.next is not None or len(opened.items) > LISTED
    put_away = checkin_reading.put_away(me, now, after=None, limit=LISTED).items
    is_first = couple.partners[0].id == me
    return render_template(
        "checkin/past.html",
        partner=couple.partner_of(me),
        is_first=is_first,
        trends=[] if before else checkin_trend.trends(opened.items, mine_is_round=is_first),
        drawing=checkin_trend,
        listed=listed,
        older=listed[-1].start if has_more else None,
        put_away=[] if before else put_away,
        before=before,
    )


@blueprint.get("/check-in/rounds/<string:round_start>")
def show_round(round_start: str) -> Any:
    """Show a round that both have read, or one's own answers where it was put away."""
    me, now = browser.me(), clock.now()
    start: date | None = parse_day(round_start)
    if couples.find(me, now) is None:
        return checkin.alone(me)
    found = checkin_reading.get(me, start, now)
    if found.state in ("draft", "sealed"):
        return redirect(url_for("checkin.show"), 303)
    packing.to_one_length()
    couple = couples.show(me, now)
    return render_template(
        "checkin/round.html",
        round=found,
        partner=couple.partner_of(me),
        is_first=couple.partners[0].id == me,
        words=checkin_words,
    )
