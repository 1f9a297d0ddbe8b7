"""The form in which something is asked for: fields that need no script, read as the API reads them.

Fields bear the API's names. A cadence is flat here, and three fields know a little more: `unit`
may be `weekdays` (a day's habit on those ticked), `starts` says whether `starts_on` counts, and
`grace` comes twice, since a box that is not ticked says nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from marshmallow import Schema, ValidationError

from tracker.services import errors
from tracker.services.versions import OF_TERMS, Wish
from tracker.web.pages import forms
from tracker.web.pages.library.idea import Idea
from tracker.web.pages.pair import Pair

WEEKDAYS, AGREED, ON_A_DATE = "weekdays", "agreed", "date"
CADENCE = ("unit", "every", "times", "weekdays")
FIELDS = (
    *("title", "why", "emoji", "plan", "two_minute"),
    *CADENCE,
    *("mode", "first_turn", "grace", "starts_on", "begins"),
)
"""What the form shows messages beside."""
ONE_LINE = ("plan", "two_minute")
"""Typed where a long line is broken to be read; what is kept has no breaks."""
_OWN = {*CADENCE, "starts", "starts_on", "grace", "first_turn"}
_MOST = re.compile(r"(\d+)$")
_BREAK = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the fields."""

    title: str = ""
    why: str = ""
    emoji: str = ""
    unit: str = "day"
    every: str = "1"
    times: str = "1"
    weekdays: frozenset[str] = frozenset()
    mode: str = "together"
    first_turn: str = ""
    grace: bool = True
    starts: str = AGREED
    starts_on: str = ""
    begins: str = "next_period"
    plan: str = ""
    two_minute: str = ""


def of_idea(idea: Idea) -> Filled:
    """Fill the fields with an idea of the library."""
    return of_wish(wished(idea))


def wished(idea: Idea) -> Wish:
    """Return an idea of the library as somebody asks for it, in their language."""
    return Wish(
        title=str(idea.title),
        why=str(idea.why),
        emoji=idea.emoji,
        cadence=idea.cadence,
        mode=idea.mode,
        first_turn=None,
        grace=True,
        plan=str(idea.plan),
        two_minute=str(idea.two_minute),
    )


def of_wish(wish: Wish) -> Filled:
    """Fill the fields with what is asked for."""
    cadence = wish.cadence
    filled = Filled(
        title=wish.title,
        why=wish.why or "",
        emoji=wish.emoji or "",
        unit=cadence.unit if cadence.weekdays is None else WEEKDAYS,
        every=str(cadence.every),
        times=str(cadence.times),
        weekdays=frozenset(map(str, cadence.weekdays or ())),
        mode=wish.mode,
        first_turn=wish.first_turn or "",
        grace=wish.grace,
        begins=wish.begins or "next_period",
        plan=wish.plan or "",
        two_minute=wish.two_minute or "",
    )
    if wish.starts_on is None:
        return filled
    return replace(filled, starts=ON_A_DATE, starts_on=wish.starts_on.isoformat())


def typed() -> Filled:
    """Keep what was sent in the fields."""
    form = request.form
    plain = {name: form[name] for name in Filled.__slots__ if name in form}
    plain.pop("weekdays", None)
    plain.pop("grace", None)
    weekdays = frozenset(form.getlist("weekdays"))
    grace = form.getlist("grace")[-1:] != ["false"]
    return Filled(**plain, weekdays=weekdays, grace=grace)


def read(schema: Schema) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return what was sent as the schema loads it, and by field what is wrong with it."""
    form = request.form
    names = {name for name in form if name not in forms.NOT_FIELDS | _OWN}
    given: dict[str, Any] = {name: form[name] for name in names}
    given |= {name: _BREAK.sub(" ", form[name]) for name in names.intersection(ONE_LINE)}
    if any(name in form for name in CADENCE):
        given["cadence"] = _cadence()
    # A choice that the page hides in another mode is left as it was: it does not count there.
    if form.get("first_turn") and form.get("mode", "turns") == "turns":
        given["first_turn"] = form["first_turn"]
    if "grace" in form:
        last = form.getlist("grace")[-1]
        given["grace"] = {"true": True, "false": False}.get(last, last)
    if "starts" in form or "starts_on" in form:
        given["starts_on"] = _start(form)
    if "version" in form:
        given["version"] = _number(form["version"])
    wrong: dict[str, list[str]] = {}
    try:
        values = dict(schema.load(given))
    except ValidationError as error:
        values, wrong = {}, _messages(error.normalized_messages())
    if form.get("starts") == ON_A_DATE and given["starts_on"] is None:
        wrong["starts_on"] = [_("Choose the day it is to begin.")]
    return values, wrong


def changed(values: Mapping[str, Any], base: Wish) -> dict[str, Any]:
    """Return the values that differ from what they answer: what is left out stays as it was."""
    given = {name: value for name, value in values.items() if value != getattr(base, name)}
    # When it begins is a question only where terms change, and not the words alone.
    if base.begins is None and not (OF_TERMS & given.keys()) - {"begins"}:
        given.pop("begins", None)
    return given


def said(refusal: errors.Refusal, pair: Pair) -> dict[str, list[str]]:
    """Return what a use case refused as messages beside the fields."""
    if refusal.code == "bad_start":
        text = ngettext(
            "At most %(num)s day back, and not more than a year ahead.",
            "At most %(num)s days back, and not more than a year ahead.",
            pair.backfill_days,
        )
        return {"starts_on": [text]}
    return forms.said(refusal)


def _cadence() -> dict[str, Any]:
    form = request.form
    cadence: dict[str, Any] = {
        name: _number(form[name]) for name in ("every", "times") if form.get(name, "").strip()
    }
    days = [_number(day) for day in form.getlist("weekdays")]
    if "unit" in form:
        cadence["unit"] = "day" if form["unit"] == WEEKDAYS else form["unit"]
    if days or form.get("unit") == WEEKDAYS:
        cadence["weekdays"] = days
    return cadence


def _start(form: Mapping[str, str]) -> str | None:
    """Return the day chosen: by a date, or by one of the days offered."""
    starts = form.get("starts", ON_A_DATE)
    if starts == AGREED:
        return None
    return (form.get("starts_on", "").strip() or None) if starts == ON_A_DATE else starts


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text, re.ASCII) else text


def _messages(messages: Mapping[str, Any]) -> dict[str, list[str]]:
    wrong = {name: forms.texts(said) for name, said in messages.items() if name != "cadence"}
    cadence = messages.get("cadence", {})
    if not isinstance(cadence, dict):  # nothing was said of it at all
        return {**wrong, "unit": [_("Choose how often.")]}
    for name, said in cadence.items():
        field = name if name in CADENCE else "unit"
        wrong[field] = [_of_cadence(field, forms.texts(said))]
    return wrong


def _of_cadence(field: str, messages: Iterable[str]) -> str:
    """Say in the words of the form what the rules know of a cadence."""
    if field == "unit":
        return _("Choose how often.")
    if field == "weekdays":
        if request.form.get("unit") == WEEKDAYS and not request.form.getlist("weekdays"):
            return _("Tick at least one weekday.")
        return _("Weekdays go only with “On some weekdays”.")
    most = _MOST.search(next(iter(messages), ""))
    if most is None:
        return _("Write a whole number.")
    if most[1] == "1":
        return _("With this rhythm it can only be 1.")
    return _("Choose a whole number from 1 to %(most)s.", most=most[1])
