"""All habits of the two: what is asked, what holds, what rests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from tracker import clock
from tracker.services import habits
from tracker.services.habit_views import HabitView
from tracker.web.pages import browser, pair
from tracker.web.pages.offer import offers
from tracker.web.pages.pair import Pair
from tracker.web.pages.wish_words import sentence

blueprint = Blueprint("habits", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """A habit with its terms in words."""

    habit: HabitView
    terms: str


@blueprint.get("/habits")
def show() -> Any:
    """Show what is asked of me first, then what waits, holds and rests."""
    me, now = browser.me(), clock.now()
    two, found = pair.of(me, now), habits.everything(me, now)
    asked = offers(found, two)
    return render_template(
        "agree/habits.html",
        pair=two,
        asked=[each for each in asked if not each.is_mine],
        waiting=[each for each in asked if each.is_mine],
        active=_rows(found, two, "active"),
        resting=_rows(found, two, "retired"),
        aside=_rows(found, two, "declined", "withdrawn"),
    )


def _rows(found: Sequence[HabitView], two: Pair, *states: str) -> list[Row]:
    rows = []
    for habit in found:
        if habit.state in states:
            held = habit.terms or habit.next_terms
            rows.append(Row(habit, "" if held is None else sentence(held, two)))
    return rows
