"""Answering what is asked: yes, a change, not now; and taking back what oneself asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from tracker import clock
from tracker.schemas.habit import Answer, CounterIn
from tracker.services import errors, habits, proposals
from tracker.services.habit_views import HabitView
from tracker.web.pages import browser, forms, notices, pair, wish_form
from tracker.web.pages.offer import offer
from tracker.web.pages.wish_form import Filled

blueprint = Blueprint("answer", __name__)

_ANSWER, _COUNTER = Answer(), CounterIn()
Say = Callable[[str, str, int, datetime], HabitView]


@blueprint.get("/habits/<string:habit_id>/answer")
def show(habit_id: str) -> Any:
    """Show what is asked."""
    return _page(browser.me(), habit_id)


@blueprint.post("/habits/<string:habit_id>/accept")
def accept(habit_id: str) -> Any:
    """Say yes."""
    return _answer(habit_id, proposals.accept, "agreed")


@blueprint.post("/habits/<string:habit_id>/decline")
def decline(habit_id: str) -> Any:
    """Say not now."""
    return _answer(habit_id, proposals.decline, "declined")


@blueprint.post("/habits/<string:habit_id>/withdraw")
def withdraw(habit_id: str) -> Any:
    """Take back what oneself asked for."""
    return _answer(habit_id, proposals.withdraw, "withdrawn")


@blueprint.post("/habits/<string:habit_id>/counter")
def counter(habit_id: str) -> Any:
    """Suggest a change, which the partner now has to answer."""
    me, now = browser.me(), clock.now()
    open_ = offer(habits.get(me, habit_id, now), pair.of(me, now))
    values, wrong = wish_form.read(_COUNTER)
    if wrong:
        return _page(me, habit_id, wrong, 422, wish_form.typed())
    version = values.pop("version")
    if open_ is not None and open_.version == version:
        values = wish_form.changed(values, open_.wish)
        if not values and not open_.is_mine:
            same = _("This is what is asked already. Change something, or say yes.")
            return _page(me, habit_id, {"form": [same]}, 422, wish_form.typed())
    try:
        proposals.counter(me, habit_id, version, values, now)
    except errors.Invalid as refusal:
        said = wish_form.said(refusal, pair.of(me, now))
        return _page(me, habit_id, said, 422, wish_form.typed())
    except errors.Conflict:
        return _met(me, habit_id, version)
    return notices.done("habits.show", "countered")


def _answer(habit_id: str, say: Say, said: str) -> Any:
    me, now = browser.me(), clock.now()
    before = habits.get(me, habit_id, now)  # what is not there is not there, whatever is said
    values, wrong = forms.read(_ANSWER, numbers={"version"})
    if wrong:
        return _page(me, habit_id, wrong, 422)
    try:
        habit = say(me, habit_id, values["version"], now)
    except errors.Conflict:
        return _met(me, habit_id, values["version"])
    if said == "agreed" and before.state == "active":
        said = "change_agreed"
    elif said == "agreed" and habit.state == "proposed":
        said = "yes_kept"
    return notices.back(said) if "next" in request.form else notices.done("habits.show", said)


def _met(me: str, habit_id: str, version: int) -> Response:
    """Show what is asked by now: somebody else was there first, or this person elsewhere."""
    now = clock.now()
    two = pair.of(me, now)
    open_ = offer(habits.get(me, habit_id, now), two)
    if open_ is None:
        said = _became(me, habit_id, version)
    elif open_.by_coach:
        said = _("Something else is asked by now. Here it is; nothing was changed yet.")
    elif open_.is_mine:
        said = _("You suggested something newer meanwhile. It waits for %(name)s.", name=two.called)
    else:
        said = _(
            "%(name)s suggested something newer meanwhile. Here it is; nothing was changed yet.",
            name=two.called,
        )
    return _page(me, habit_id, {"form": [said]}, 409)


def _became(me: str, habit_id: str, version: int) -> str:
    """Say what became of a version; never by whom."""
    found = habits.history(me, habit_id, after=(version - 1,), limit=1).items
    return {
        "accepted": _("You two agreed on this already."),
        "declined": _("This was put aside meanwhile."),
        "withdrawn": _("This was taken back meanwhile."),
    }.get(found[0].status if found else "", _("Nothing is being asked here any more."))


def _page(
    me: str,
    habit_id: str,
    wrong: dict[str, list[str]] | None = None,
    status: int = 200,
    typed: Filled | None = None,
) -> Response:
    now = clock.now()
    habit, two = habits.get(me, habit_id, now), pair.of(me, now)
    open_ = offer(habit, two, habits.answered(me, [habit]).get(habit_id))
    filled = typed
    if filled is None and open_ is not None:
        filled = wish_form.of_wish(open_.wish)
    page = render_template(
        "agree/answer.html",
        habit=habit,
        pair=two,
        offer=open_,
        filled=filled,
        is_open=typed is not None or "change" in request.args,
        wrong=wrong or {},
        shown=wish_form.FIELDS if typed is not None else (),
    )
    return make_response(page, status)
