"""Us: what the two have woven, for a tablet or a desk, and to look back on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask_babel import format_percent
from flask_babel import gettext as _

from tracker import clock
from tracker.services import cloth as cloths
from tracker.services import couples, errors, progress
from tracker.services.cloth import Ground
from tracker.services.couples import CoupleView
from tracker.services.progress import FEW, HabitStanding
from tracker.streaks import Outcome, Period
from tracker.web.pages import browser, us_words
from tracker.web.pages.pictures import WORDS, picture
from tracker.web.pages.words import dates, standing, terms

blueprint = Blueprint("us", __name__)


@dataclass(frozen=True, slots=True)
class Knot:
    """A day of the running week: its name, what it is in words, and how its knot is drawn."""

    name: str
    words: str
    ground: Ground
    is_today: bool


@dataclass(frozen=True, slots=True)
class Strength:
    """How firmly a habit is woven in; without a figure while too little is known."""

    id: str
    title: str
    words: str
    percent: int | None
    run: str


@dataclass(frozen=True, slots=True)
class Left:
    """A habit that is still open for whoever is asking, and which thread is there already."""

    id: str
    title: str
    words: str
    down: bool
    across: bool
    ends_today: bool


@blueprint.get("/us")
def show() -> Any:
    """Show the two what they have woven."""
    me, now = browser.me(), clock.now()
    try:
        couple = couples.show(me, now)
    except errors.NotFound:
        return render_template("us/alone.html")
    overview = progress.overview(me, now)
    cloth = cloths.of_couple(me, now)
    drawn = picture(cloth)
    if drawn is None and not overview.habits:
        return render_template("us/nothing.html", couple=couple)
    today = next(one.local_date for one in couple.partners if one.id == me)
    return render_template(
        "us/us.html",
        couple=couple,
        lead=us_words.lead(cloth, anew=any(habit.best for habit in overview.habits)),
        week=us_words.week(cloth),
        knots=[_knot(place, today) for place in cloth.weeks[-1]],
        cloth=drawn,
        weeks=us_words.weeks(overview),
        strengths=[_strength(habit) for habit in overview.habits],
        left=_left(overview.habits, couple, me, today),
    )


def _knot(place: cloths.Place, today: date) -> Knot:
    words = str(WORDS[place.ground])
    if place.start > today and place.ground == Ground.EMPTY:
        words = _("to come")
    return Knot(dates.short_weekday(place.start), words, place.ground, place.start == today)


def _strength(habit: HabitStanding) -> Strength:
    word = standing.strength(habit.strength)
    run = standing.run(habit.current, habit.best)
    if habit.counted < FEW:
        return Strength(habit.id, habit.title, word, None, run)
    words = _("%(word)s, %(percent)s", word=word, percent=format_percent(habit.strength))
    return Strength(habit.id, habit.title, words, round(100 * habit.strength), run)


def _left(habits: Sequence[HabitStanding], couple: CoupleView, me: str, today: date) -> list[Left]:
    """Return what is open on one's own day, what ends first before the rest."""
    still = [
        (habit.own_period.end, habit, habit.own_period)
        for habit in habits
        if habit.own_period is not None and habit.own_period.outcome == Outcome.OPEN
    ]
    still.sort(key=lambda each: each[0])
    return [_left_one(habit, period, couple, me, today) for _end, habit, period in still]


def _left_one(
    habit: HabitStanding, period: Period, couple: CoupleView, me: str, today: date
) -> Left:
    # Who is both in has kept it: at most one thread is there.
    down, across = (period.done_by[one.id] >= period.target for one in couple.partners)
    said = [_state(period, couple, me)]
    if period.end > today:
        said.append(_("until %(day)s", day=dates.near(period.end, today)))
    return Left(habit.id, habit.title, ", ".join(said), down, across, period.end <= today)


def _state(period: Period, couple: CoupleView, me: str) -> str:
    """Return who is in, or whose doing counts: never who is not."""
    for one in couple.partners:
        if period.mode == "each" and period.done_by[one.id] >= period.target:
            return _("You are in") if one.id == me else _("%(name)s is in", name=one.name)
        if period.mode == "turns" and period.turn == one.id:
            return _("Your turn") if one.id == me else _("%(name)s's turn", name=one.name)
    if period.mode != "each" and period.done:
        return _("%(done)s of %(target)s", done=period.done, target=period.target)
    mode = terms.mode(period.mode)
    if period.target > 1:
        return _("%(mode)s, %(times)s", mode=mode, times=terms.times(period.target))
    return mode
