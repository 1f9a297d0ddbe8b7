"""Today: what the two want to do, and one tap to say that it was done."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.fields import parse_day
from tracker.schemas.today import TickForm, WordsForm
from tracker.services import day as days
from tracker.services import (
    ended,
    errors,
    habits,
    passkey_news,
    second_factor_news,
    sign_ins,
    swallowed,
    ticks,
)
from tracker.services.day import DayView
from tracker.services.habit_views import HabitView
from tracker.web.pages import browser, coach, forms, pair, suggestions
from tracker.web.pages.offer import offers
from tracker.web.pages.pair import Pair
from tracker.web.pages.today_page import Opening, Page

blueprint = Blueprint("today", __name__)

_TICK, _WORDS = TickForm(), WordsForm()


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
    return _back(values["habit"])


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
    return _back(values["habit"])


def _back(habit_id: str) -> Any:
    """Lead back to the row that was pressed: without JavaScript the page is a new one."""
    return redirect(f"{forms.destination().partition('#')[0]}#habit-{habit_id}", 303)


def unplanned(me: str, habit_id: str, wrong: dict[str, list[str]]) -> Response:
    """Return the page with what was wrong about when something is to be, beside its form."""
    return _page(me, Opening(None, wrong, habit_id, "when", request.form), 422)


def refused(me: str, wrong: dict[str, list[str]], status: int) -> Response:
    """Return the page with what was wrong with a form that belongs to no habit."""
    return _page(me, Opening(wrong=wrong), status)


def _opening(form: str, wrong: dict[str, list[str]]) -> Opening:
    """Return how the page opens after a form beside a habit was refused: with what was typed."""
    day = parse_day(request.form.get("date", ""))
    return Opening(day, wrong, request.form.get("habit"), form, request.form)


def _page(me: str, opening: Opening, status: int = 200) -> Response:
    now = clock.now()
    two, found = pair.of(me, now), habits.alive(me, now)
    if two.partner is None:
        # What was just done, leaving a couple say, is said here all the same.
        if status == 200 and "said" not in request.args and coach.is_coach(me):
            return redirect(url_for("coach.show"), 303)  # type: ignore[return-value]
        page = Page.alone(two.today, offers(found, two), was_linked=two.was_linked)
    else:
        page = _of_couple(two, opening, found, now, strict=status == 200)
    return make_response(
        render_template(
            "today/today.html",
            page=page,
            opening=opening,
            wrong=opening.wrong,
            sign_in=sign_ins.news(browser.signed_in(), now),
            second_step=second_factor_news.news(browser.signed_in(), now),
            passkeys=passkey_news.news(browser.signed_in(), now),
        ),
        status,
    )


def _of_couple(
    two: Pair, opening: Opening, found: Sequence[HabitView], now: datetime, *, strict: bool
) -> Page:
    view = _read(two.me, opening.day, now, strict=strict)
    asked = offers(found, two)
    if view.day != view.local_date:
        return Page.of(view, found, asked)
    skipped = swallowed.asked(two.me, now)
    suggests = suggestions.find(view, now)
    return Page.of(view, found, asked, skipped, suggests, ended.lately(view))


def _read(me: str, day: date | None, now: datetime, *, strict: bool) -> DayView:
    try:
        return days.read(me, day, now)
    except errors.NotFound:
        if strict:
            raise
        return days.read(me, None, now)  # what was refused had a day that is none of these
