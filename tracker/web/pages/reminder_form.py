"""The form of a reminder, and a reminder in words: on a habit's page and in the settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from marshmallow import Schema, ValidationError

from tracker.services import contact
from tracker.services.contact import Contact
from tracker.services.reminders import wishes
from tracker.services.reminders.wishes import ReminderView
from tracker.streaks import Cadence
from tracker.web.pages import forms
from tracker.web.words import dates, terms

FIELDS = ("habit", "kind", "time", "weekdays", "lead_minutes")
"""What the form shows messages beside."""
LEADS = (0, 10, 30, 60, 120, 180, 24 * 60)
"""Minutes, to choose from."""
HOUR, DAY = 60, 24 * 60


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the fields."""

    habit: str = ""
    kind: str = "time"
    time: str = "20:00"
    weekdays: frozenset[str] = frozenset()
    lead_minutes: str = "60"


@dataclass(frozen=True, slots=True)
class Line:
    """A reminder as its owner reads it."""

    id: str
    habit: str
    words: str
    is_quiet: bool
    """Its time lies in the quiet hours: nothing is sent then."""
    filled: Filled


def lines(me: str, habit_id: str | None = None) -> list[Line]:
    """Return one's reminders, of one habit or of all."""
    held = contact.view(me)
    return [
        Line(row.id, row.habit, in_words(row), _is_quiet(row, held), _of(row))
        for row in wishes.all_of(me, habit_id)
    ]


def in_words(row: ReminderView) -> str:
    """Return when one is reminded: "20:00, every day", "1 hour before the time you two set"."""
    if row.time is None:
        return lead(row.lead_minutes or 0)
    days = terms.cadence(Cadence(weekdays=tuple(row.weekdays) if row.weekdays else None))
    return _("%(time)s, %(days)s", time=dates.clock(row.time), days=days)


def lead(minutes: int) -> str:
    """Return how long before an occasion: "30 minutes before the time you two set"."""
    if minutes == 0:
        return _("at the time you two set")
    if minutes % DAY == 0:
        count = minutes // DAY
        return ngettext(
            "%(num)s day before the time you two set",
            "%(num)s days before the time you two set",
            count,
        )
    if minutes % HOUR == 0:
        count = minutes // HOUR
        return ngettext(
            "%(num)s hour before the time you two set",
            "%(num)s hours before the time you two set",
            count,
        )
    return ngettext(
        "%(num)s minute before the time you two set",
        "%(num)s minutes before the time you two set",
        minutes,
    )


def leads(filled: Filled) -> Sequence[tuple[int, str]]:
    """Return the leads to choose from; one that a program chose is among them."""
    own = {int(filled.lead_minutes)} if filled.lead_minutes.isdecimal() else set()
    return [(minutes, lead(minutes)) for minutes in sorted({*LEADS, *own})]


def typed() -> Filled:
    """Keep what was sent in the fields."""
    form = request.form
    plain = {name: form[name] for name in ("habit", "kind", "time", "lead_minutes") if name in form}
    return Filled(**plain, weekdays=frozenset(form.getlist("weekdays")))


def read(schema: Schema) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return what was sent as the schema loads it, and by field what is wrong with it.

    What belongs to the kind that was not chosen is left out: the page hides it.
    """
    form = request.form
    others = ("lead_minutes",) if form.get("kind") == "time" else ("time", "weekdays")
    names = [name for name in form if name not in {*forms.NOT_FIELDS, *others}]
    given: dict[str, Any] = {name: _number(form[name]) for name in names}
    if "time" in given:
        given["time"] = form["time"] or None
    if "weekdays" in given:
        given["weekdays"] = [_number(day) for day in form.getlist("weekdays")]
    try:
        return dict(schema.load(given)), {}
    except ValidationError as error:
        found = error.normalized_messages().items()
        return {}, {str(name): forms.texts(said) for name, said in found}


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _of(row: ReminderView) -> Filled:
    plain = Filled(habit=row.habit, kind=row.kind)
    return Filled(
        habit=row.habit,
        kind=row.kind,
        time=row.time or plain.time,
        weekdays=frozenset(map(str, row.weekdays or ())),
        lead_minutes=plain.lead_minutes if row.lead_minutes is None else str(row.lead_minutes),
    )


def _is_quiet(row: ReminderView, held: Contact) -> bool:
    return row.time is not None and held.is_quiet(time.fromisoformat(row.time))
