"""Talk: a clock for the two, on one device or on both, and a tick for it afterwards."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.talk import USUAL, LeaveForm, PressForm, TalkIn, TickForm
from tracker.services import couples, errors, habits, talks, ticks
from tracker.services import day as days
from tracker.services.couples import CoupleView
from tracker.services.day import DayView
from tracker.services.talk_clock import TalkView
from tracker.web.pages import browser, forms, notices, talk_left, talk_page

blueprint = Blueprint("talk", __name__)

_START, _PRESS, _TICK, _LEAVE = TalkIn(), PressForm(), TickForm(), LeaveForm()
PRESSES: Mapping[str, Callable[[str, str, int, datetime], TalkView]] = {
    "pause": talks.pause,
    "resume": talks.resume,
    "end": talks.end,
}


@blueprint.get("/talk")
def show() -> Any:
    """Show the clock of a talk that goes on, or how to begin one.

    Who did not start it is asked first whether to look on: `look` is in the address, nowhere else.
    """
    return _page(browser.me())


@blueprint.post("/talk")
def start() -> Any:
    """Begin a talk. If the other was quicker, that is the one."""
    me = browser.me()
    values, wrong = forms.read(
        _START,
        numbers={"minutes", "turn_minutes"},
        optional={"turn_minutes", "first_turn", "habit"},
    )
    if wrong:
        return _page(me, wrong, 422)
    turns = values["turn_minutes"]
    try:
        talks.start(
            me,
            clock.now(),
            minutes=values["minutes"],
            turn_minutes=turns,
            first_turn=None if turns is None else values["first_turn"],
            habit_id=values["habit"],
        )
    except errors.Conflict as refusal:
        if refusal.code != "talk_open":
            return _page(me, forms.said(refusal, "habit"), STATUS[type(refusal)])
    except errors.Invalid as refusal:
        return _page(me, forms.said(refusal), STATUS[type(refusal)])
    return redirect(url_for("talk.show"), 303)


@blueprint.post("/talk/press")
def press() -> Any:
    """Pause, go on or end. A press that came too late changes nothing: the page shows what is."""
    me = browser.me()
    values, wrong = forms.read(_PRESS, numbers={"version"})
    if wrong:
        return _page(me, wrong, 422)
    with suppress(errors.Conflict):
        PRESSES[values["press"]](me, values["talk"], values["version"], clock.now())
    return redirect(_here(), 303)


@blueprint.post("/talk/tick")
def tick() -> Any:
    """Tick a talk that ended as one of the habits, for oneself."""
    me, now = browser.me(), clock.now()
    values, wrong = forms.read(_TICK)
    if wrong:
        return _page(me, wrong, 422)
    talk = talks.get(me, values["talk"], now)
    view = _day_of(me, talk, now)
    rows = {} if view is None else talk_page.rows_of(view, habits.alive(me, now))
    row = rows.get(values["habit"])
    if view is None or row is None:
        raise errors.NotFound
    response = notices.done("talk.show", "ticked")
    if not talk_page.is_mine(row):
        try:
            counts_for = talks.count_for(me, talk.id, row.id, now).habit
            ticks.tick(me, row.id, view.day, now, slot=row.places[0].slot)
        except (errors.Conflict, errors.Invalid) as refusal:
            return _page(me, forms.said(refusal), STATUS[type(refusal)])
        if counts_for is None:  # or they would be asked as what else to tick it
            talk_left.keep(response, talk.id)
    return response


@blueprint.post("/talk/leave")
def leave() -> Any:
    """Ask no more about a talk, on this device."""
    me = browser.me()
    values, wrong = forms.read(_LEAVE)
    if wrong:
        return _page(me, wrong, 422)
    talks.require(me, values["talk"])
    response: Any = redirect(url_for("today.show"), 303)
    talk_left.keep(response, values["talk"])
    return response


def _here() -> str:
    """Return the address of this page, with which of its two views it is."""
    return url_for("talk.show", look="on") if "look" in request.args else url_for("talk.show")


def _day_of(me: str, talk: TalkView, now: datetime) -> DayView | None:
    """Return the day under which a talk that ended is ticked; None where it is too long ago."""
    view = days.read(me, None, now)
    day = talk_page.day_of(talk, view)
    if talk.is_open or talk_page.is_late(talk, view.local_date, day, now):
        return None
    try:
        return view if day == view.day else days.read(me, day, now)
    except errors.NotFound:
        return None


def _page(me: str, wrong: Mapping[str, list[str]] | None = None, status: int = 200) -> Response:
    now = clock.now()
    try:
        couple = couples.show(me, now)
    except errors.NotFound:
        if status != 200:
            raise
        return make_response(render_template("talk/alone.html", was_linked=couples.was_linked(me)))
    talk = talks.latest(me, now)
    if talk is not None and talk.is_open:
        return make_response(_open(me, talk, couple), status)
    return make_response(_closed(me, talk, couple, now, wrong or {}), status)


def _open(me: str, talk: TalkView, couple: CoupleView) -> str:
    seen = talk_page.clock(talk, couple)
    if talk.by != me and "look" not in request.args:
        return render_template("talk/offered.html", clock=seen, partner=couple.partner_of(me))
    return render_template("talk/clock.html", clock=seen, here=_here())


def _closed(
    me: str,
    talk: TalkView | None,
    couple: CoupleView,
    now: datetime,
    wrong: Mapping[str, list[str]],
) -> str:
    found = habits.alive(me, now)
    view = None if talk is None or talk_left.is_left(talk.id) else _day_of(me, talk, now)
    last = "" if talk is None else talk.habit
    return render_template(
        "talk/start.html",
        ended=None if talk is None or view is None else talk_page.ended(talk, view, found),
        was_stopped=talk_page.was_stopped(talk, now),
        lengths=talk_page.lengths(),
        turns=talk_page.turns(),
        couple=couple,
        me=me,
        habits=talk_page.habits(found),
        wrong=wrong,
        given=request.form if wrong else {"minutes": USUAL, "habit": last, "first_turn": me},
    )
