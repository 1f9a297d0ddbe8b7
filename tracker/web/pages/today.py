"""Today: what the two want to do, and one tap to say that it was done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.fields import parse_day
from tracker.schemas.today import OccasionForm, TickForm, WordsForm
from tracker.services import accounts, errors, habits, occasions, ticks
from tracker.services import day as days
from tracker.services.day import DayView
from tracker.services.habit_views import HabitView, OccasionView
from tracker.web.pages import browser, forms, today_asked
from tracker.web.pages.today_page import Opening, Page
from tracker.web.pages.today_rows import Rows

blueprint = Blueprint("today", __name__)

_TICK, _WORDS, _OCCASION = TickForm(), WordsForm(), OccasionForm()
MOST = 50
"""Habits a couple can have proposed or active: all of them fit on a page."""


@blueprint.get("/today")
def show() -> Any:
    """Show today, or with `day` one of the days that can still be written down."""
    me = browser.me()
    wanted = request.args.get("day")
    try:
        return _page(me, Opening(day=None if wanted is None else parse_day(wanted)))
    except errors.NotFound:
        if wanted is None:
            raise
        return redirect(url_for("today.show"), 303)  # a day from an old link is past by now


@blueprint.post("/today/ticks")
def tick() -> Any:
    """Write down that it was done, or take it back."""
    me = browser.me()
    values, wrong = forms.read(_TICK, numbers={"slot"})
    if wrong:
        return _page(me, Opening(wrong=wrong), 422)
    say = ticks.tick if values["done"] == "true" else ticks.clear
    try:
        say(me, values["habit"], values["date"], clock.now(), slot=values["slot"])
    except (errors.Conflict, errors.Invalid) as refusal:
        return _page(me, Opening(wrong=forms.said(refusal)), STATUS[type(refusal)])
    return redirect(forms.destination(), 303)


@blueprint.post("/today/words")
def words() -> Any:
    """Write a line with a tick; it is a tick, where there was none."""
    me = browser.me()
    values, wrong = forms.read(_WORDS, numbers={"slot"})
    if wrong:
        return _page(me, _opening("words", wrong), 422)
    place = values["habit"], values["date"]
    note = values["note"]
    try:
        ticks.tick(me, *place, clock.now(), slot=values["slot"], note=note, carries_note=True)
    except (errors.Conflict, errors.Invalid) as refusal:
        return _page(me, _opening("words", forms.said(refusal)), STATUS[type(refusal)])
    return redirect(forms.destination(), 303)


@blueprint.post("/today/occasions")
def occasion() -> Any:
    """Say when this one is to be, or leave it open again."""
    me = browser.me()
    values, wrong = forms.read(_OCCASION, optional={"day", "time", "words"})
    if wrong:
        return _page(me, _opening("when", wrong), 422)
    meant = None
    if not values["clear"]:
        meant = OccasionView(values["day"], values["time"], values["words"])
    try:
        occasions.put(me, values["habit"], values["period_start"], meant, clock.now())
    except errors.Invalid as refusal:
        return _page(me, _opening("when", forms.said(refusal)), STATUS[type(refusal)])
    return redirect(forms.destination(), 303)


def _opening(form: str, wrong: dict[str, list[str]]) -> Opening:
    """Return how the page opens after a form beside a habit was refused: with what was typed."""
    day = parse_day(request.form.get("date", ""))
    return Opening(day, wrong, request.form.get("habit"), form, request.form)


def _page(me: str, opening: Opening, status: int = 200) -> Response:
    now = clock.now()
    person = accounts.view(me, now)
    asked = _habits(me, "proposed", now)
    if person.couple is None:
        page = Page.alone(me, person.local_date, asked)
    else:
        page = _of_couple(me, opening, asked, now, strict=status == 200)
    return make_response(
        render_template("today/today.html", page=page, opening=opening, wrong=opening.wrong),
        status,
    )


def _of_couple(
    me: str, opening: Opening, asked: Sequence[HabitView], now: datetime, *, strict: bool
) -> Page:
    view = _read(me, opening.day, now, strict=strict)
    active = _habits(me, "active", now)
    rows = Rows(view)
    return Page.of(
        view,
        [rows.row(habit, view.habits[habit.id]) for habit in active if habit.id in view.habits],
        today_asked.cards([*asked, *active], _names(view), me, view.local_date),
    )


def _read(me: str, day: date | None, now: datetime, *, strict: bool) -> DayView:
    try:
        return days.read(me, day, now)
    except errors.NotFound:
        if strict:
            raise
        return days.read(me, None, now)  # what was refused had a day that is none of these


def _habits(me: str, state: str, now: datetime) -> Sequence[HabitView]:
    return habits.listed(me, now, state=state, after=None, limit=MOST).items


def _names(view: DayView) -> Mapping[str, str]:
    return {view.me.id: view.me.name, view.partner.id: view.partner.name}
