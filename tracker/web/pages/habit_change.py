"""Asking for other terms or words of a habit in force."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.habit import AmendmentIn
from tracker.services import amendments, errors, habits
from tracker.services.habit_views import HabitView
from tracker.services.versions import Wish
from tracker.web.pages import browser, habit_guidance, notices, pair, wish_form, wish_words
from tracker.web.pages.wish_form import Filled
from tracker.web.words import terms

blueprint = Blueprint("habit_change", __name__)

_AMENDMENT = AmendmentIn()
_IDEAS: Mapping[str, Callable[[HabitView], Wish | None]] = {
    "gentler": habit_guidance.gentler,
    "grown": habit_guidance.grown,
}


@blueprint.get("/habits/<string:habit_id>/change")
def show(habit_id: str) -> Any:
    """Show the form, filled with what is in force; where something is asked, lead there.

    With `idea` one thing is changed in it already: it is `gentler`, or it has `grown`.
    """
    me = browser.me()
    habit = habits.get(me, habit_id, clock.now())
    if habit.state != "active" or habit.proposal is not None:
        return redirect(url_for("habit.show", habit_id=habit_id), 303)
    held = wish_words.in_force(habit)
    assert held is not None  # there is no habit in force without terms
    idea = request.args.get("idea", "")
    changed = _IDEAS[idea](habit) if idea in _IDEAS else None
    return _page(me, habit_id, wish_form.of_wish(changed or held), idea=_said(idea, changed, held))


def _said(idea: str, changed: Wish | None, held: Wish) -> str | None:
    """Say what is changed in the form already."""
    if idea not in _IDEAS:
        return None
    if changed is None:
        return _("More often would be a lot. It may grow another way: a little longer, or deeper.")
    if changed.plan != held.plan:
        return _("A gentler plan stands below. Change it as you like.")
    said = terms.cadence(changed.cadence)
    if idea == "gentler":
        return _("A little less stands below: %(often)s. Change it as you like.", often=said)
    return _("A little more stands below: %(often)s. Change it as you like.", often=said)


@blueprint.post("/habits/<string:habit_id>/change")
def amend(habit_id: str) -> Any:
    """Ask for what differs from what is in force."""
    me, now = browser.me(), clock.now()
    habit = habits.get(me, habit_id, now)
    values, wrong = wish_form.read(_AMENDMENT)
    if wrong:
        return _page(me, habit_id, wish_form.typed(), wrong, 422)
    held = wish_words.in_force(habit)
    given = {} if held is None else wish_form.changed(values, held)
    if not given:
        same = _("This is how it is already. Change something, or leave it as it is.")
        return _page(me, habit_id, wish_form.typed(), {"form": [same]}, 422)
    try:
        amendments.amend(me, habit_id, given, now)
    except (errors.Conflict, errors.Invalid) as refusal:
        said = wish_form.said(refusal, pair.of(me, now))
        return _page(me, habit_id, wish_form.typed(), said, STATUS[type(refusal)])
    return notices.done("habit.show", "change_asked", habit_id=habit_id)


def _page(
    me: str,
    habit_id: str,
    filled: Filled,
    wrong: dict[str, list[str]] | None = None,
    status: int = 200,
    idea: str | None = None,
) -> Response:
    now = clock.now()
    page = render_template(
        "habit/change.html",
        habit=habits.get(me, habit_id, now),
        pair=pair.of(me, now),
        filled=filled,
        idea=idea,
        wrong=wrong or {},
        shown=wish_form.FIELDS,
    )
    return make_response(page, status)
