"""All habits of the two: what is asked, what holds, in one's own order, and what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.schemas.habit import MoveForm
from tracker.services import errors, habit_order, habits
from tracker.services.habit_views import HabitView
from tracker.web.pages import browser, ended_page, forms, pair
from tracker.web.pages.offer import offers
from tracker.web.pages.pair import Pair
from tracker.web.pages.wish_words import sentence

blueprint = Blueprint("habits", __name__)

FEW = 5
"""So many that ended are listed here; all of them have a page of their own."""
_MOVE = MoveForm()


@dataclass(frozen=True, slots=True)
class Row:
    """A habit with its terms in words."""

    habit: HabitView
    terms: str


@blueprint.get("/habits")
def show() -> Any:
    """Show what is asked of me first, then what waits, holds and rests.

    With `order` what holds can be put into an order of one's own.
    """
    me, now = browser.me(), clock.now()
    two, found = pair.of(me, now), habits.everything(me, now)
    asked, active = offers(found, two), _rows(found, two, "active")
    resting = _rows(found, two, "retired")
    return render_template(
        "agree/habits.html",
        pair=two,
        asked=[each for each in asked if each.waits_for_me],
        said_yes=[each for each in asked if each.said_yes],
        waiting=[each for each in asked if each.is_mine],
        active=active,
        living=ended_page.living(me, two, now),
        resting=resting[:FEW],
        aside=_rows(found, two, "declined", "withdrawn"),
        ordering="order" in request.args and len(active) > 1,
        moved=request.args.get("moved", ""),
        moved_to=request.args.get("to", ""),
        place=_place(active, request.args.get("moved", "")),
    )


@blueprint.get("/habits/ended")
def ended() -> Any:
    """Show all that ended, the latest first, with what they came to."""
    me, now = browser.me(), clock.now()
    two = pair.of(me, now)
    cards, following = ended_page.ended(me, two, request.args.get("after"), now)
    return render_template("agree/ended.html", pair=two, cards=cards, following=following)


@blueprint.post("/habits/<string:habit_id>/move")
def move(habit_id: str) -> Any:
    """Move a habit up or down in one's own order."""
    me, now = browser.me(), clock.now()
    habits.get(me, habit_id, now)  # what is not there is not there, whatever the form says
    values, wrong = forms.read(_MOVE)
    if not wrong:
        try:
            habit_order.move(me, habit_id, -1 if values["to"] == "up" else 1, now)
        except errors.Conflict:
            values = {}  # it ended meanwhile: the list shows it
    there = url_for("habits.show", order=1, moved=habit_id, **values, _anchor=f"place-{habit_id}")
    return redirect(there, 303)


def _place(active: Sequence[Row], moved: str) -> str | None:
    """Say where a habit that was moved stands by now."""
    for number, row in enumerate(active, 1):
        if row.habit.id == moved:
            title, count = row.habit.title, len(active)
            return _(
                "“%(title)s” is number %(place)s of %(all)s now.",
                title=title,
                place=number,
                all=count,
            )
    return None


def _rows(found: Sequence[HabitView], two: Pair, *states: str) -> list[Row]:
    rows = []
    for habit in found:
        if habit.state in states:
            held = habit.terms or habit.next_terms
            rows.append(Row(habit, "" if held is None else sentence(held, two)))
    return rows
