"""All habits of the two: what is asked, what holds, what rests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template

from tracker import clock
from tracker.services import habits
from tracker.services.habit_views import HabitView
from tracker.web.pages import browser, pair
from tracker.web.pages.offer import offer
from tracker.web.pages.pair import Pair
from tracker.web.pages.wish_words import sentence

blueprint = Blueprint("habits", __name__)

MOST_ENDED = 100
"""So many of those that ended, oldest first, are listed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A habit with its terms in words."""

    habit: HabitView
    terms: str


@blueprint.get("/habits")
def show() -> Any:
    """Show what is asked of me first, then what waits, holds and rests."""
    me = browser.me()
    now = clock.now()
    two = pair.of(me, now)
    active = _all(me, now, "active")
    offers = [offer(habit, two) for habit in (*_all(me, now, "proposed"), *active)]
    return render_template(
        "agree/habits.html",
        pair=two,
        asked=[each for each in offers if each is not None and not each.is_mine],
        waiting=[each for each in offers if each is not None and each.is_mine],
        active=_rows(active, two),
        resting=_rows(_all(me, now, "retired"), two),
        aside=_rows([*_all(me, now, "declined"), *_all(me, now, "withdrawn")], two),
    )


def _all(me: str, now: datetime, state: str) -> Sequence[HabitView]:
    return habits.listed(me, now, state=state, after=None, limit=MOST_ENDED).items


def _rows(found: Sequence[HabitView], two: Pair) -> list[Row]:
    rows = []
    for habit in found:
        held = habit.terms or habit.next_terms
        rows.append(Row(habit, "" if held is None else sentence(held, two)))
    return rows
