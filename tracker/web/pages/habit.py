"""The page of a habit: how it stands and why, and what the two can do about it."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from marshmallow import Schema

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.breaks import EndForm, HardWeekForm, OccasionForm, PauseForm, SkipForm
from tracker.schemas.fields import parse_day
from tracker.services import amendments, breaks, errors, habits, nudges, occasions, pauses, yours
from tracker.services.habit_views import HabitView, OccasionView
from tracker.web.pages import browser, forms, habit_page, notices, reminder_form, today
from tracker.web.pages.forms import Wrong

blueprint = Blueprint("habit", __name__)

_SKIP, _HARD_WEEK, _PAUSE, _END = SkipForm(), HardWeekForm(), PauseForm(), EndForm()
_OCCASION = OccasionForm()


@blueprint.get("/habits/<string:habit_id>")
def show(habit_id: str) -> Any:
    """Show one habit."""
    return _page(browser.me(), habit_id)


@blueprint.post("/habits/<string:habit_id>/skip")
def skip(habit_id: str) -> Any:
    """Let the running period rest as a whole."""
    me, now, values, refused = _sent(habit_id, _SKIP)
    if refused:
        return refused
    try:
        breaks.skip(me, habit_id, values["period"], now)
    except (errors.Conflict, errors.Invalid) as refusal:
        return _refused(me, habit_id, "skip", refusal)
    return notices.done("habit.show", "skipped", habit_id=habit_id)


@blueprint.post("/habits/<string:habit_id>/hard-week")
def hard_week(habit_id: str) -> Any:
    """Let all habits but one rest to the end of the week."""
    me, now, values, refused = _sent(habit_id, _HARD_WEEK)
    if refused:
        return refused
    try:
        breaks.hard_week(me, values["keep"], now)
    except (errors.Conflict, errors.Invalid) as refusal:
        return _refused(me, habit_id, "hard-week", refusal)
    return notices.done("habit.show", "hard_week", habit_id=habit_id)


@blueprint.post("/habits/<string:habit_id>/pauses")
def pause(habit_id: str) -> Any:
    """Take dates off."""
    me, now, values, refused = _sent(habit_id, _PAUSE, {"first", "last"})
    if refused:
        return refused
    whose = None if values["scope"] == "all" else habit_id
    try:
        pauses.add(me, whose, values["first"], values["last"], now)
    except (errors.Conflict, errors.Invalid) as refusal:
        return _refused(me, habit_id, "pauses", refusal)
    return notices.done("habit.show", "paused", habit_id=habit_id)


@blueprint.post("/pauses/<string:pause_id>/end")
def end_pause(pause_id: str) -> Any:
    """Go on again, and back to the page that `next` names."""
    me = browser.me()
    pauses.require(me, pause_id)
    with suppress(errors.Conflict):  # it is over by itself meanwhile: what was wanted is so
        breaks.end(me, pause_id, clock.now())
    return notices.back("resumed")


@blueprint.post("/hard-week/end")
def end_hard_week() -> Any:
    """Let the week go on as usual, and back to the page that `next` names."""
    breaks.end_hard_week(browser.me(), clock.now())
    return notices.back("usual_week")


@blueprint.post("/habits/<string:habit_id>/occasion")
def occasion(habit_id: str) -> Any:
    """Say when this one is to be, or leave it open again: from here, or from Today."""
    me, now = browser.me(), clock.now()
    habits.get(me, habit_id, now)  # what is not there is not there, whatever the form says
    values, wrong = forms.read(_OCCASION, optional={"time", "words", "day"})
    clear = "clear" in request.form
    if not wrong:
        chosen = None if clear else OccasionView(values["day"], values["time"], values["words"])
        try:
            occasions.put(me, habit_id, values["period"], chosen, now)
        except errors.Invalid as refusal:
            wrong = forms.said(refusal)
    if not wrong:
        return notices.back("saved" if clear else "occasion")
    if forms.destination().startswith(url_for("habit.show", habit_id=habit_id)):
        return _page(me, habit_id, {"occasion": wrong}, 422)
    return today.unplanned(me, habit_id, wrong)


@blueprint.post("/habits/<string:habit_id>/retire")
def retire(habit_id: str) -> Any:
    """End it, or let it live on uncounted: one of the two is enough."""
    me, now, values, refused = _sent(habit_id, _END)
    if refused:
        return refused
    lives_on = values["lives_on"] == "true"
    try:
        amendments.retire(me, habit_id, now, lives_on=lives_on)
    except errors.Conflict as refusal:
        return _refused(me, habit_id, "retire", refusal)
    return notices.done("habit.show", "lives_on" if lives_on else "retired", habit_id=habit_id)


@blueprint.post("/habits/<string:habit_id>/keep-counting")
def keep_counting(habit_id: str) -> Any:
    """Note for oneself that it is to be counted on, and back to the page that `next` names."""
    me, now = browser.me(), clock.now()
    habits.get(me, habit_id, now)  # what is not there is not there
    with suppress(errors.Conflict):  # it ended meanwhile: there is nothing to count
        yours.keep_counting(me, habit_id, now)
    return notices.back("kept_counting")


def _sent(
    habit_id: str, schema: Schema, optional: Collection[str] = ()
) -> tuple[str, datetime, dict[str, Any], Response | None]:
    """Return who sent a form of this page, when, what it says, and the page if that is wrong."""
    me, now = browser.me(), clock.now()
    habits.get(me, habit_id, now)  # what is not there is not there, whatever the form says
    values, wrong = forms.read(schema, optional=optional)
    form = request.path.rpartition("/")[2]
    return me, now, values, _page(me, habit_id, {form: wrong}, 422) if wrong else None


def again(me: str, habit_id: str, form: str, wrong: Wrong, status: int) -> Response:
    """Return the page once more, with what is wrong with one of its forms."""
    return _page(me, habit_id, {form: wrong}, status)


def _refused(me: str, habit_id: str, form: str, refusal: errors.Refusal) -> Response:
    return _page(me, habit_id, {form: forms.said(refusal)}, STATUS[type(refusal)])


def _page(
    me: str, habit_id: str, wrong: dict[str, Wrong] | None = None, status: int = 200
) -> Response:
    until = parse_day(request.args.get("to", ""))
    after = request.args.get("told", "")
    told = int(after) if after.isdecimal() and len(after) < 10 else 0
    view = habit_page.view(me, habit_id, until, told, clock.now())
    page = render_template(
        "habit/show.html",
        view=view,
        habit=view.habit,
        pair=view.pair,
        here=url_for("habit.show", habit_id=habit_id),
        looking_back=until is not None,
        wrong=wrong or {},
        typed=request.form,
        reminding=_reminding(me, view.habit, wrong or {}) if view.pair.partner else None,
    )
    return make_response(page, status)


def _reminding(me: str, habit: HabitView, wrong: Mapping[str, Wrong]) -> Mapping[str, Any] | None:
    """Return what is one's own business, of a habit in force."""
    if habit.state != "active":
        return None
    return {
        "lines": reminder_form.lines(me, habit.id),
        "filled": reminder_form.typed() if "reminders" in wrong else reminder_form.Filled(),
        "leads": reminder_form.leads,
        "has_sent": nudges.has_sent(me, clock.now()),
    }
