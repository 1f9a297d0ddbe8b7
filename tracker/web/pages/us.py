"""Us: what the two have woven, for a tablet or a desk, and to look back on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template
from flask_babel import format_percent, lazy_gettext
from flask_babel import gettext as _

from tracker import clock
from tracker.services import breaks, couples, errors, habits, milestones, progress
from tracker.services import cloth as cloths
from tracker.services.couples import CoupleView
from tracker.services.pauses import PauseView
from tracker.services.progress import FEW, HabitStanding
from tracker.streaks import Outcome, Period
from tracker.web.pages import browser, milestone_words, us_words, week_knots
from tracker.web.pages.pictures import picture
from tracker.web.words import dates, lists, standing, terms

blueprint = Blueprint("us", __name__)

FIRST, MANY = 5, 8
"""So many of what is left are shown, and so many habits; the others can be unfolded."""
YEAR = 52
"""Weeks."""
DOORS = (
    (
        "/talk",
        "message-circle",
        lazy_gettext("Talk without screens"),
        lazy_gettext("Some minutes for the two of you. This device keeps the time."),
    ),
    ("/cards", "dices", lazy_gettext("Cards"), lazy_gettext("A question for tonight")),
    ("/check-in", "ear", lazy_gettext("Check-in"), lazy_gettext("How it was, side by side")),
    ("/jar", "heart", lazy_gettext("The jar"), lazy_gettext("Kind words, kept")),
    ("/recap", "calendar", lazy_gettext("Look back"), lazy_gettext("Your weeks, one by one")),
    ("/our-coach", "users", lazy_gettext("Our coach"), lazy_gettext("Who sees how it goes")),
)
"""Address, icon, name and a few words of what else the two may do together; what leads is first."""


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
        return render_template("us/alone.html", was_linked=couples.was_linked(me))
    overview = progress.overview(me, now)
    year = cloths.of_couple(me, now, YEAR)
    cloth = year.last(cloths.WEEKS)
    drawn = picture(cloth)
    if drawn is None and not overview.habits:
        return _nothing(couple, me, now)
    today = next(one.local_date for one in couple.partners if one.id == me)
    open_, resting = _left(overview.habits, breaks.ahead(me, now), today)
    left = [_left_one(habit, period, couple, me, today) for habit, period in open_]
    return render_template(
        "us/us.html",
        couple=couple,
        lead=us_words.lead(year, anew=any(habit.best for habit in overview.habits)),
        week=us_words.week(cloth),
        knots=week_knots.knots(cloth.weeks[-1], cloth.today, (today,)),
        cloth=drawn,
        weeks=us_words.weeks(overview),
        strengths=[_strength(habit) for habit in overview.habits],
        many=MANY,
        left=left[:FIRST],
        more_left=left[FIRST:],
        resting=resting,
        smiles=milestone_words.smiles(milestones.of_couple(me, now), today),
        doors=DOORS,
    )


def _nothing(couple: CoupleView, me: str, now: datetime) -> str:
    open_ = [each for each in habits.alive(me, now) if each.proposal is not None]
    asked = [each.proposal is not None and each.proposal.by == me for each in open_]
    said_yes = sum(each.said_yes for each in open_)
    return render_template(
        "us/nothing.html",
        couple=couple,
        partner=couple.partner_of(me),
        asked=asked.count(False) - said_yes,
        said_yes=said_yes,
        waiting=asked.count(True),
        doors=DOORS,
    )


def _strength(habit: HabitStanding) -> Strength:
    word = standing.strength(habit.strength)
    run = standing.run(habit.current, habit.best)
    percent = round(100 * habit.strength)
    if habit.counted < FEW or not percent:  # nothing scores: a nought says no more than the word
        return Strength(habit.id, habit.title, word, None, run)
    words = _("%(word)s, %(percent)s", word=word, percent=format_percent(habit.strength))
    return Strength(habit.id, habit.title, words, percent, run)


def _left(
    standings: Sequence[HabitStanding], rests: Sequence[PauseView], today: date
) -> tuple[list[tuple[HabitStanding, Period]], int]:
    """Return what is open on one's own day, what ends first in front, and how many rest on it."""
    still = [
        (habit, habit.own_period)
        for habit in standings
        if habit.own_period is not None and habit.own_period.outcome == Outcome.OPEN
    ]
    off = {rest.habit for rest in rests if rest.covers(today)}
    awake = [each for each in still if not off & {None, each[0].id}]
    return sorted(awake, key=lambda each: each[1].end), len(still) - len(awake)


def _left_one(
    habit: HabitStanding, period: Period, couple: CoupleView, me: str, today: date
) -> Left:
    # Who is both in has kept it: at most one thread is there.
    down, across = (period.done_by[one.id] >= period.target for one in couple.partners)
    said = [_state(period, couple, me)]
    if period.end > today:
        said.append(_("until %(day)s", day=dates.near(period.end, today)))
    return Left(habit.id, habit.title, lists.line(said), down, across, period.end <= today)


def _state(period: Period, couple: CoupleView, me: str) -> str:
    """Return who is in, or whose doing counts: never who is not."""
    for one in couple.partners:
        if period.mode == "each" and period.done_by[one.id] >= period.target:
            return _("You are in") if one.id == me else _("%(name)s is in", name=one.name)
        if period.mode == "turns" and period.turn == one.id:
            return _("Your turn") if one.id == me else _("%(name)s’s turn", name=one.name)
    if period.mode != "each" and period.done:
        return _("%(done)s of %(target)s", done=period.done, target=period.target)
    mode = terms.mode(period.mode)
    if period.target > 1:
        return _("%(mode)s, %(times)s", mode=mode, times=terms.times(period.target))
    return mode
