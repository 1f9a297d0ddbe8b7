"""Asking for a habit: written by oneself, or begun from an idea of the library."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.habit import HabitIn
from tracker.services import errors, habits, proposals
from tracker.web.pages import browser, library, notices, pair, wish_form, wish_words
from tracker.web.pages.wish_form import Filled

blueprint = Blueprint("propose", __name__)

_HABIT = HabitIn()


@blueprint.get("/habits/new")
def show() -> Any:
    """Show the form, filled with an idea, or with what was put aside and is asked `again`."""
    me = browser.me()
    if "again" in request.args:
        before = request.args["again"]
        there = habits.namesakes(me, before).again
        if there is not None:  # from a page that is not new any more: one of it is enough
            return redirect(url_for("habit.show", habit_id=there), 303)
        return _page(me, _before(me, before))
    idea = library.find(request.args.get("idea", ""))
    return _page(me, Filled() if idea is None else wish_form.of_idea(idea))


@blueprint.post("/habits/new")
def propose() -> Any:
    """Ask for it; before linking it waits for the partner."""
    me = browser.me()
    values, wrong = wish_form.read(_HABIT)
    if wrong:
        return _page(me, wish_form.typed(), wrong, 422)
    now = clock.now()
    try:
        proposals.propose(me, values, now, once=True)
    except (errors.Conflict, errors.Invalid) as refusal:
        wrong = wish_form.said(refusal, pair.of(me, now))
        return _page(me, wish_form.typed(), wrong, STATUS[type(refusal)])
    return notices.done("habits.show", "asked")


def _before(me: str, habit_id: str) -> Filled:
    """Fill the fields with what was agreed or asked last; its first day is to be said anew."""
    habit = habits.get(me, habit_id, clock.now())
    held = wish_words.in_force(habit)  # of one that ended: what was agreed last
    if held is None:
        held = wish_words.of_version(habits.latest(me, habit_id))
    return wish_form.of_wish(replace(held, starts_on=None, begins=None))


def _page(
    me: str, filled: Filled, wrong: dict[str, list[str]] | None = None, status: int = 200
) -> Response:
    page = render_template(
        "agree/new.html",
        pair=pair.of(me, clock.now()),
        filled=filled,
        wrong=wrong or {},
        shown=wish_form.FIELDS,
    )
    return make_response(page, status)
