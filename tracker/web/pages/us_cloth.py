"""The cloth, further back: of all habits or of one, over any two years."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from tracker import clock
from tracker.schemas.fields import parse_day
from tracker.services import cloth as cloths
from tracker.services import cloth_habits, couples, errors
from tracker.services.cloth import Cloth
from tracker.services.cloth_habits import Choice
from tracker.services.ranges import Range
from tracker.web.pages import browser, cloth_bands, forms
from tracker.web.words import dates

blueprint = Blueprint("us_cloth", __name__)

SPANS = {
    18: lazy_gettext("18 weeks"),
    26: lazy_gettext("Half a year"),
    52: lazy_gettext("A year"),
    104: lazy_gettext("Two years"),
}
"""Weeks, and what they are called."""
USUAL = 52
FIELDS = ("from", "to")
"""What the page shows messages beside."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: so many weeks up to now, or a range of dates."""

    weeks: int = USUAL
    only: Range | None = None
    habit: str | None = None
    wrong: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """A way to look further back, or less far."""

    words: str
    address: str
    is_chosen: bool


@blueprint.get("/us/cloth")
def show() -> Any:
    """Show the cloth as far back as was asked for."""
    me, now = browser.me(), clock.now()
    asked = read()
    cloth, wrong = None, asked.wrong
    try:
        if not wrong or asked.habit:
            cloth = _cloth(me, asked, now)
        couple, habits = couples.show(me, now), cloth_habits.choices(me)
    except errors.NotFound:
        if asked.habit:
            raise
        return render_template("us/alone.html", was_linked=couples.was_linked(me))
    except errors.Invalid as refusal:
        couple, habits = couples.show(me, now), cloth_habits.choices(me)
        wrong = forms.said(refusal)
    shown = None if wrong else cloth
    page = render_template(
        "us/cloth.html",
        couple=couple,
        asked=asked,
        chosen=next((each for each in habits if each.id == asked.habit), None),
        heading=_("Your cloth") if shown is None else cloth_bands.heading(shown),
        stretch=None if shown is None else cloth_bands.stretch(shown),
        parts=[] if shown is None else cloth_bands.parts(shown, couple.week_start),
        spans=_spans(asked),
        habits=[("", _("All shared habits")), *((each.id, _named(each)) for each in habits)],
        typed={name: request.args.get(name, "") for name in FIELDS},
        wrong=wrong,
        shown=FIELDS,
    )
    return make_response(page, 422 if wrong else 200)


def read() -> Asked:
    """Return what the address asks for, and by field what is wrong with it."""
    wrong: dict[str, list[str]] = {}
    days: dict[str, date | None] = {}
    for name in FIELDS:
        text = request.args.get(name, "").strip()
        days[name] = parse_day(text) if text else None
        if text and days[name] is None:
            wrong[name] = [_("A date as YYYY-MM-DD.")]
    only = (days["from"], days["to"]) if any(days.values()) else None
    weeks = request.args.get("weeks", "").strip()
    if weeks and weeks not in map(str, SPANS):
        wrong["form"] = [_("Choose one of these stretches, or dates of your own.")]
    number = int(weeks) if weeks and "form" not in wrong else USUAL
    return Asked(number, only, request.args.get("habit") or None, wrong)


def _cloth(me: str, asked: Asked, now: Any) -> Cloth:
    """Return what is asked for; of what is wrong only whether there is such a habit."""
    only = None if asked.wrong else asked.only
    if asked.habit:
        return cloths.of_habit(me, asked.habit, now, asked.weeks, only=only)
    return cloths.of_couple(me, now, asked.weeks, only=only)


def _spans(asked: Asked) -> Sequence[Span]:
    return [
        Span(
            str(words),
            url_for("us_cloth.show", weeks=weeks, habit=asked.habit),
            asked.only is None and not asked.wrong and weeks == asked.weeks,
        )
        for weeks, words in SPANS.items()
    ]


def _named(choice: Choice) -> str:
    if choice.ended_on is None:
        return choice.title
    return _("%(habit)s, until %(day)s", habit=choice.title, day=dates.with_year(choice.ended_on))
