"""Today: what the two want to do, and one tap to say that it was done."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.today import TickForm
from tracker.services import accounts, couples, errors, habits, marks, progress, ticks
from tracker.web.pages import browser, forms
from tracker.web.pages.today_rows import Row, Rows

blueprint = Blueprint("today", __name__)

_TICK = TickForm()


@blueprint.get("/today")
def show() -> Any:
    """Show today."""
    return _page(browser.me())


@blueprint.post("/today/ticks")
def tick() -> Any:
    """Write down that it was done, or take it back."""
    me = browser.me()
    values, wrong = forms.read(_TICK, numbers={"slot"})
    if wrong:
        return _page(me, wrong, 422)
    say = ticks.tick if values["done"] == "true" else ticks.clear
    try:
        say(me, values["habit"], values["date"], clock.now(), slot=values["slot"])
    except (errors.Conflict, errors.Invalid) as refusal:
        return _page(me, forms.said(refusal), STATUS[type(refusal)])
    return redirect(url_for("today.show"), 303)


def _page(me: str, wrong: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    now = clock.now()
    person = accounts.view(me, now)
    rows = [] if person.couple is None else _rows(me, person.local_date, now)
    page = render_template(
        "today/today.html",
        day=person.local_date,
        linked=person.couple is not None,
        rows=rows,
        wrong=wrong or {},
    )
    return make_response(page, status)


def _rows(me: str, day: date, now: datetime) -> list[Row]:
    couple = couples.show(me, now)
    standings = {each.id: each for each in progress.overview(me, now).habits}
    words = Rows(couple, me, day, marks.on(me, day))
    page = habits.listed(me, now, state="active", after=None, limit=50)
    return [
        words.row(habit, standings[habit.id])
        for habit in page.items
        if habit.terms is not None and habit.id in standings
    ]
