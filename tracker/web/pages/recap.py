"""Looking back on a week: what was kept, one thing to notice, one question."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request

from tracker import clock
from tracker.schemas.fields import parse_day
from tracker.services import couples, errors, habits, recaps
from tracker.services.recaps import Recap
from tracker.store import StoreBusy
from tracker.web import questions
from tracker.web.pages import browser, recap_words, week_knots
from tracker.web.words import dates

blueprint = Blueprint("recap", __name__)


@blueprint.get("/recap")
def show() -> Any:
    """Show the newest week that is ready, or the one that begins on `week`."""
    me, now = browser.me(), clock.now()
    couple = couples.find(me, now)
    if couple is None:
        return render_template("recap/alone.html", was_linked=couples.was_linked(me))
    recap = recaps.of_week(me, _asked(), now)
    if recap is None:
        ready = recaps.first_ready(me, now)
        return render_template(
            "recap/first.html",
            ready=dates.near(ready, couple.today),
            is_woven=any(one.state == "active" for one in habits.alive(me, now)),
        )
    _note(me, recap, now)
    return render_template(
        "recap/recap.html",
        recap=recap,
        couple=couple,
        span=dates.span_gone_by(recap.start, recap.end, couple.today),
        noticed=recap_words.noticed(recap.notice),
        knots=week_knots.knots(recap.days, couple.today, (couple.today,)),
        times=recap_words.times,
        question=questions.text(recap.question),
    )


def _asked() -> date | None:
    """Return the week that is asked for, None for the newest. Raises NotFound for no date."""
    asked = request.args.get("week")
    day = None if asked is None else parse_day(asked)
    if asked is not None and day is None:
        raise errors.NotFound
    return day


def _note(me: str, recap: Recap, now: datetime) -> None:
    """Note that it was looked at, so that Today suggests it no more.

    Not where a browser only fetches ahead, and never in the way of reading.
    """
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    if request.method == "GET" and "prefetch" not in purpose and recap.later is None:
        with suppress(StoreBusy):
            recaps.see(me, recap.start, now)
