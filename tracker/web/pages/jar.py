"""The jar: the words of both, like slips of paper, and the taps that answer them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import SystemRandom
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from tracker import clock
from tracker.problems import BadShape
from tracker.schemas.appreciation import MarkForm
from tracker.schemas.fields import is_id, parse_day
from tracker.services import appreciations, couples, errors, jar
from tracker.services.couples import CoupleView
from tracker.services.jar import Slip
from tracker.web.pages import browser, forms, warm_words
from tracker.web.pages.warm_words import Answer
from tracker.web.words import dates

blueprint = Blueprint("jar", __name__)

_MARK = MarkForm()
_OUT = re.compile(r"([0-9a-f-]{36})\.([0-9a-f-]{36})\.([0-9-]{10})\.([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A slip as it is shown; `habit`, `date` and `slot` name its place to a form."""

    habit: str
    date: date
    slot: int
    title: str
    words: str
    name: str
    is_mine: bool
    is_across: bool
    day: str
    answers: Sequence[Answer]
    answered: Answer | None


@blueprint.get("/jar")
def show() -> Any:
    """Show a month of it; with `out` one slip beside it, with `habit` those of one habit."""
    me, now = browser.me(), clock.now()
    couple = couples.find(me, now)
    if couple is None:
        return render_template("jar/alone.html", was_linked=couples.was_linked(me))
    habit, until = request.args.get("habit") or None, parse_day(request.args.get("until", ""))
    out = request.args.get("out")
    pulled = None if out is None else _found(me, out)
    if out is not None and pulled is None:
        return redirect(url_for("jar.show"), 303)  # it was taken back meanwhile
    month = jar.month(me, now, until=until, habit_id=habit)
    return render_template(
        "jar/jar.html",
        pulled=None if pulled is None else _leaf(pulled, couple, me),
        leaves=[_leaf(slip, couple, me) for slip in month.slips],
        pulled_on=None if pulled is None else dates.with_year(pulled.date),
        heading=dates.month_and_year(month.slips[0].date) if month.slips else None,
        month=month,
        habits=jar.habits(me),
        habit=habit,
        here=browser.own_address(),
    )


@blueprint.post("/jar/pull")
def pull() -> Any:
    """Pull one of the older ones out; its address stays the same slip."""
    me = browser.me()
    slip = jar.pull(me, clock.now(), SystemRandom())
    out = slip and f"{slip.habit}.{slip.person}.{slip.date.isoformat()}.{slip.slot}"
    return redirect(url_for("jar.show", out=out), 303)


@blueprint.post("/jar/marks")
def mark() -> Any:
    """Answer the partner's words, or with an empty mark take the answer back."""
    me, now = browser.me(), clock.now()
    values, wrong = forms.read(_MARK, numbers={"slot"})
    if wrong:
        raise BadShape(wrong)
    place = values["habit"], values["date"], values["slot"]
    if values["mark"]:
        appreciations.mark(me, *place, values["mark"], now)
    else:
        appreciations.unmark(me, *place, now)
    there = forms.destination().partition("#")[0]
    anchor = f"habit-{place[0]}" if there.startswith(forms.HOME) else _key(*place)
    return redirect(f"{there}#{anchor}", 303)


def _found(me: str, out: str) -> Slip | None:
    parts = _OUT.fullmatch(out)
    day = None if parts is None else parse_day(parts[3])
    if parts is None or day is None or not (is_id(parts[1]) and is_id(parts[2])):
        return None
    try:
        return jar.find(me, parts[1], parts[2], day, int(parts[4]))
    except errors.NotFound:
        return None


def _key(habit: str, day: date, slot: int) -> str:
    return f"slip-{habit}-{day.isoformat()}-{slot}"


def _leaf(slip: Slip, couple: CoupleView, me: str) -> Leaf:
    is_mine, partner = slip.person == me, couple.partner_of(me)
    return Leaf(
        habit=slip.habit,
        date=slip.date,
        slot=slip.slot,
        title=slip.title,
        words=slip.words,
        name=partner.name,
        is_mine=is_mine,
        is_across=slip.person == couple.partners[1].id,
        day=dates.full(slip.date),
        answers=() if is_mine else warm_words.answers(slip.mark),
        answered=warm_words.answered(slip.mark, partner.name) if is_mine else None,
    )
