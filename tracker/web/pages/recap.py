"""Looking back on a week: what was kept, one thing to notice, one question."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from tracker import clock
from tracker.schemas.fields import parse_day
from tracker.services import couples, errors, recaps
from tracker.services.cloth import Ground, Place
from tracker.services.couples import CoupleView
from tracker.services.recaps import Recap
from tracker.store import StoreBusy
from tracker.web import questions
from tracker.web.pages import browser, recap_words
from tracker.web.pages.pictures import WORDS
from tracker.web.pages.words import dates

blueprint = Blueprint("recap", __name__)


@dataclass(frozen=True, slots=True)
class Knot:
    """A day of the week: its names, what it is in words, and how its knot is drawn."""

    name: str
    day: str
    words: str
    ground: Ground


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
        return render_template("recap/first.html", ready=dates.near(ready, couple.today))
    _note(me, recap, now)
    return render_template(
        "recap/recap.html",
        recap=recap,
        couple=couple,
        span=_span(recap, couple),
        noticed=recap_words.noticed(recap.notice),
        knots=[_knot(place) for place in recap.days],
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


def _span(recap: Recap, couple: CoupleView) -> str:
    if recap.start.year == couple.today.year:
        return dates.span(recap.start, recap.end)
    return _(
        "%(first)s to %(last)s",
        first=dates.with_year(recap.start),
        last=dates.with_year(recap.end),
    )


def _knot(place: Place) -> Knot:
    return Knot(
        dates.short_weekday(place.start),
        dates.full(place.start),
        str(WORDS[place.ground]),
        place.ground,
    )
