"""Check-in: the round that runs, what is agreed, and asking for it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.checkin import AskedAnswer, RhythmIn
from tracker.services import checkin_agreement, checkin_reading, couples, errors
from tracker.services.checkin_agreement import AgreementView
from tracker.web import packing
from tracker.web.pages import browser, checkin_words, forms, notices
from tracker.web.pages.forms import Wrong

blueprint = Blueprint("checkin", __name__)

_RHYTHM, _ANSWER = RhythmIn(), AskedAnswer()
Say = Callable[[str, int, datetime], AgreementView]


@blueprint.get("/check-in")
def show() -> Any:
    """Show the round that runs, or what comes before there is one."""
    me = browser.me()
    try:
        return page(me)
    except errors.NotFound:
        return alone(me)


@blueprint.post("/check-in/agreement")
def ask() -> Any:
    """Ask the partner for a check-in, or for another rhythm."""
    me, now = browser.me(), clock.now()
    couples.require(me)
    values, wrong = forms.read(_RHYTHM, numbers={"every"})
    if wrong:
        return page(me, wrong, 422)
    in_force = checkin_agreement.show(me).every is not None
    try:
        checkin_agreement.ask(me, values["every"], now)
    except errors.Conflict:  # the partner was quicker, or it was pressed twice: the page says so
        return redirect(url_for("checkin.show"), 303)
    return notices.done("checkin.show", "change_asked" if in_force else "asked")


@blueprint.post("/check-in/agreement/accept")
def accept() -> Any:
    """Say yes to what the partner asks for."""
    return _answer(checkin_agreement.accept, "checkin_agreed")


@blueprint.post("/check-in/agreement/decline")
def decline() -> Any:
    """Say not now."""
    return _answer(checkin_agreement.decline, "declined")


@blueprint.post("/check-in/agreement/withdraw")
def take_back() -> Any:
    """Take back what oneself asked for."""
    return _answer(checkin_agreement.withdraw, "withdrawn")


@blueprint.post("/check-in/agreement/end")
def end() -> Any:
    """Stop checking in."""
    me = browser.me()
    try:
        checkin_agreement.end(me, clock.now())
    except errors.Conflict as refusal:
        return page(me, forms.said(refusal), STATUS[type(refusal)])
    return notices.done("checkin.show", "checkin_ended")


def alone(me: str) -> str:
    """Return the page for somebody who is not linked, or not any more."""
    packing.to_one_length()
    return render_template("checkin/alone.html", was_linked=couples.was_linked(me))


def page(me: str, wrong: Wrong | None = None, status: int = 200) -> Response:
    """Return the page of the round that runs, with what was wrong with a form.

    All pages of check-ins are of one length: what is sealed must not be told by its size. Raises
    NotFound while they are not linked.
    """
    packing.to_one_length()
    now = clock.now()
    couple = couples.show(me, now)
    current = checkin_reading.current(me, now)
    has_ended = current.agreement.has_ended(couple.today)
    return make_response(
        render_template(
            "checkin/show.html",
            couple=couple,
            me=me,
            partner=couple.partner_of(me),
            agreement=current.agreement,
            round=current.round,
            questions=checkin_words.QUESTIONS,
            words=checkin_words,
            is_early=current.round is not None
            and checkin_words.is_early(current.round.end, couple.today),
            has_ended=has_ended,
            # By one's own rows alone: the partner's may not show.
            has_kept=has_ended
            and bool(checkin_reading.put_away(me, now, after=None, limit=1).items),
            typed=request.form.get("every"),
            wrong=wrong or {},
        ),
        status,
    )


def _answer(say: Say, said: str) -> Any:
    me = browser.me()
    couples.require(me)
    values, wrong = forms.read(_ANSWER, numbers={"version"})
    if wrong:
        return page(me, wrong, 422)
    try:
        say(me, values["version"], clock.now())
    except errors.Conflict as refusal:
        return page(me, forms.said(refusal), STATUS[type(refusal)])
    return notices.done("checkin.show", said)
