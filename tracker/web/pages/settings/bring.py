"""Bringing days of before: a file, what is in it, and which of it is asked for."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.imports import LARGEST, MOST_HABITS, ImportIn
from tracker.services import errors, habits
from tracker.services.importing.found import Found, day_of
from tracker.streaks import Cadence
from tracker.web import importing
from tracker.web.pages import browser, forms, notices, pair
from tracker.web.pages.settings.blueprint import blueprint
from tracker.web.words import terms

_IMPORT = ImportIn()
FIELDS = ("title", "rhythm", "mode", "starts_on", "habit", "days")
RHYTHMS = (
    Cadence(),
    *(Cadence("week", 1, times) for times in (6, 5, 4, 3, 2, 1)),
    Cadence("day", 2, 1),
    *(Cadence("month", 1, times) for times in (2, 1)),
)
_RHYTHM = re.compile(r"(day|week|month)-([0-9]{1,3})-([0-9]{1,3})")
_NUMBER = re.compile(r"0|[1-9][0-9]?")
"""Each way to write one alone: the same row fifty times over would be read fifty times."""
_DAY = re.compile(r"([0-9-]{10}) ([0-9]{1,2})(?: (.*))?")


@dataclass(frozen=True, slots=True)
class Row:
    """A habit that was found, as the form holds it: facts to read, and fields with what is typed.

    `days` is what goes back with the form, a day a line, since nothing of a file is kept.
    """

    number: int
    days: str
    has_notes: bool
    title: str
    rhythm: str
    mode: str
    starts_on: str
    habit: str
    is_chosen: bool = True
    with_notes: bool = False


@blueprint.get("/import")
def bring() -> Response:
    """Ask for a file."""
    browser.me()
    return _ask({}, 200)


@blueprint.post("/import")
@forms.upload(LARGEST)
def preview() -> Response:
    """Show what is in it; nothing of it is kept."""
    me = browser.me()
    file, text = request.files.get("file"), request.form.get("text", "")
    raw = file.read() if file is not None and file.filename else text.encode("utf-8", "replace")
    try:
        found = importing.read(me, raw, "file")
    except errors.Invalid as refusal:
        return _ask(forms.said(refusal), 422, text)
    except errors.TooMany as refusal:
        return forms.later(_ask(forms.said(refusal), 429, text), refusal)
    return _choose(me, [_row(number, one) for number, one in enumerate(found)], {}, 200)


@blueprint.post("/import/propose")
@forms.upload(2 * LARGEST)
def propose_brought() -> Any:
    """Ask for what was chosen, each as a proposal of its own."""
    me = browser.me()
    numbers = filter(_NUMBER.fullmatch, dict.fromkeys(request.form.getlist("row")))
    rows = [_typed(int(number)) for number in numbers][:MOST_HABITS]
    chosen = [row for row in rows if row.is_chosen]
    if not chosen:
        return _choose(me, rows, {"form": [_("Choose at least one of them.")]}, 422)
    values, wrong = forms.loaded(_IMPORT, {"habits": [_given(row) for row in chosen]})
    if wrong:
        return _choose(me, rows, _beside(_messages(chosen), chosen) or wrong, 422)
    try:
        importing.propose(me, values["habits"], once=True)
    except errors.Invalid as refusal:
        row = chosen[int(refusal.field)]
        return _choose(me, rows, {f"starts_on-{row.number}": [_(refusal.detail)]}, 422)
    except errors.TooMany as refusal:
        return forms.later(_choose(me, rows, forms.said(refusal), 429), refusal)
    except errors.Refusal as refusal:
        if isinstance(refusal, errors.NotFound | errors.Gone):
            raise
        return _choose(me, rows, forms.said(refusal), STATUS[type(refusal)])
    return notices.done("habits.show", "brought")


def _row(number: int, found: Found) -> Row:
    return Row(
        number=number,
        days="\n".join(
            f"{day.date} {day.times}" + ("" if day.note is None else f" {_one_line(day.note)}")
            for day in found.days
        ),
        has_notes=found.notes > 0,
        title="" if found.name == "?" else found.name,
        rhythm=_key(found.cadence),
        mode="together",
        starts_on=found.first.isoformat(),
        habit="",
    )


def _one_line(note: str) -> str:
    return note.replace("\\", "\\\\").replace("\n", "\\n")


def _lines(text: str) -> str:
    return re.sub(r"\\(.)", lambda at: "\n" if at[1] == "n" else at[1], text)


def _typed(number: int) -> Row:
    form = request.form

    def field(name: str) -> str:
        return form.get(f"{name}-{number}", "")

    return Row(
        number=number,
        days=field("days"),
        has_notes=bool(re.search(r"(?m)^\S+ \S+ \S", field("days"))),
        title=field("title"),
        rhythm=field("rhythm"),
        mode=field("mode"),
        starts_on=field("starts_on"),
        habit=field("habit"),
        is_chosen=field("chosen") == "on",
        with_notes=field("notes") == "on",
    )


def _days(row: Row) -> list[str]:
    """Return a row's days, a line each; a note may hold the ends of lines that Unicode knows."""
    return row.days.replace("\r\n", "\n").split("\n")


def _given(row: Row) -> dict[str, Any]:
    """Return a row as the API's body has it."""
    days = []
    for line in _days(row):
        if at := _DAY.fullmatch(line):
            note = _lines(at[3]) if row.with_notes and at[3] else None
            days.append({"date": at[1], "times": int(at[2]), "note": note})
    given: dict[str, Any] = {"days": days, "starts_on": row.starts_on.strip() or None}
    if row.habit:
        return given | {"habit": row.habit}
    unit, every, times = at.groups() if (at := _RHYTHM.fullmatch(row.rhythm)) else ("", "1", "1")
    cadence = {"unit": unit, "every": int(every), "times": int(times)}
    return given | {"title": row.title, "cadence": cadence, "mode": row.mode}


def _messages(chosen: Sequence[Row]) -> dict[int, dict[str, Any]]:
    """Return what is wrong, by the place in what was chosen and by field."""
    wrong: dict[str, Any] = _IMPORT.validate({"habits": [_given(row) for row in chosen]})
    said = wrong.get("habits", {})
    return said if isinstance(said, dict) else {}


def _beside(messages: dict[int, dict[str, Any]], chosen: Sequence[Row]) -> forms.Wrong:
    names = {"cadence": "rhythm"}
    return {
        f"{names.get(name, name)}-{chosen[number].number}": forms.texts(said)
        for number, of_row in messages.items()
        for name, said in of_row.items()
    }


def _key(cadence: Cadence) -> str:
    return f"{cadence.unit}-{cadence.every}-{cadence.times}"


def _rhythms(row: Row) -> list[tuple[str, str]]:
    """Return the rhythms to choose from, with that of the file among them."""
    offered = {_key(each): each for each in RHYTHMS}
    if row.rhythm not in offered and (at := _RHYTHM.fullmatch(row.rhythm)):
        with suppress(ValueError):
            offered = {row.rhythm: Cadence(at[1], int(at[2]), int(at[3])), **offered}
    return [(key, terms.cadence(each)) for key, each in offered.items()]


def _ask(wrong: forms.Wrong, status: int, text: str = "") -> Response:
    two = pair.of(browser.me(), clock.now())
    shown = text if len(text) <= 20_000 else ""
    page = render_template("settings/bring.html", wrong=wrong, text=shown, pair=two)
    return make_response(page, status)


def _choose(me: str, rows: Sequence[Row], wrong: forms.Wrong, status: int) -> Response:
    now = clock.now()
    running = [one for one in habits.alive(me, now) if one.state == "active" and not one.proposal]
    page = render_template(
        "settings/bring_choose.html",
        rows=[(row, *_span(row)) for row in rows],
        rhythms=_rhythms,
        running=[(one.id, one.title) for one in running],
        wrong=wrong,
        pair=pair.of(me, now),
        shown=[f"{name}-{row.number}" for row in rows for name in FIELDS],
    )
    return make_response(page, status)


def _span(row: Row) -> tuple[int, Any, Any]:
    """Return how many days a row has, its first and its last one; read from what goes back."""
    lines = [line[:10] for line in _days(row) if _DAY.fullmatch(line)]
    found = sorted(filter(None, map(day_of, lines)))
    return len(found), found[0] if found else None, found[-1] if found else None
