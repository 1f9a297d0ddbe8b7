"""Answering a check-in: a question a page, each step kept as a draft, a look over it, the seal."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.checkin import DraftIn, OfRound
from tracker.services import checkin_reading, checkins, consents, errors
from tracker.services.checkin_reading import Answers, RoundView
from tracker.web import packing
from tracker.web.pages import browser, checkin, checkin_words, forms, notices
from tracker.web.pages.checkin_words import QUESTIONS, Question
from tracker.web.pages.forms import Wrong

blueprint = Blueprint("checkin_answers", __name__)

_DRAFT, _ROUND = DraftIn(), OfRound()


@blueprint.get("/check-in/<int:number>")
def show(number: int) -> Any:
    """Ask one of the four questions."""
    me, question = browser.me(), _question(number)
    try:
        return _page(me, question) or _elsewhere()
    except errors.NotFound:
        return checkin.alone(me)


@blueprint.post("/check-in/<int:number>")
def keep(number: int) -> Any:
    """Keep what was answered as a draft, and go on to the next question."""
    me, question = browser.me(), _question(number)
    values, wrong = forms.read(_DRAFT, numbers={question.key})
    if wrong:
        return _page(me, question, wrong, 422) or checkin.page(me, wrong, 422)
    start, mark = values.pop("round"), values.pop("seen", None)
    seen = None if mark is None else (question.key, mark)
    try:
        checkins.save(me, start, values, clock.now(), seen=seen)
    except (errors.Conflict, errors.Invalid) as refusal:
        return _refused(me, question, refusal)
    if number < len(QUESTIONS) and not _is_again():
        return redirect(url_for(".show", number=number + 1), 303)
    return redirect(url_for(".look_over"), 303)


@blueprint.get("/check-in/seal")
def look_over() -> Any:
    """Show all four answers before they are sealed."""
    me = browser.me()
    try:
        return _look_over(me) or _elsewhere()
    except errors.NotFound:
        return checkin.alone(me)


@blueprint.post("/check-in/seal")
def seal() -> Any:
    """Seal the draft."""
    me = browser.me()
    values, wrong = forms.read(_ROUND)
    if wrong:
        return _look_over(me, wrong, 422) or checkin.page(me, wrong, 422)
    try:
        checkins.save(me, values["round"], {}, clock.now(), seal=True)
    except (errors.Conflict, errors.Invalid) as refusal:
        said, status = forms.said_of_all(refusal), STATUS[type(refusal)]
        return _look_over(me, said, status) or checkin.page(me, said, status)
    return redirect(url_for("checkin.show"), 303)


@blueprint.post("/check-in/take-back")
def take_back() -> Any:
    """Take sealed answers back: they are a draft again."""
    me = browser.me()
    values, wrong = forms.read(_ROUND)
    if wrong:
        return checkin.page(me, wrong, 422)
    try:
        checkins.withdraw(me, values["round"], clock.now())
    except (errors.Conflict, errors.Invalid) as refusal:
        said = forms.said_of_all(refusal)
        return checkin.page(me, said, STATUS[type(refusal)])
    return notices.done("checkin_answers.look_over", "unsealed")


def _is_again() -> bool:
    """Tell whether the question was opened from where all are looked over: it leads back there."""
    return "again" in request.args


def _question(number: int) -> Question:
    if not 1 <= number <= len(QUESTIONS):
        raise errors.NotFound
    return QUESTIONS[number - 1]


def _draft(me: str) -> RoundView | None:
    """Return the round that runs, None where nothing can be written in it."""
    running = checkin_reading.current(me, clock.now()).round
    return running if running is not None and running.state in ("open", "draft") else None


def _elsewhere() -> Any:
    return redirect(url_for("checkin.show"), 303)


def _refused(me: str, question: Question, refusal: errors.Refusal) -> Response:
    """Show the question again, with what was typed; where there is none any more, what is there."""
    said, status = forms.said_of_all(refusal), STATUS[type(refusal)]
    is_meanwhile = refusal.code == "answered_meanwhile"
    return _page(me, question, said, status, is_meanwhile=is_meanwhile) or checkin.page(
        me, said, status
    )


def _page(
    me: str,
    question: Question,
    wrong: Wrong | None = None,
    status: int = 200,
    *,
    is_meanwhile: bool = False,
) -> Response | None:
    """Return a question with what was typed; `is_meanwhile`: with what is kept, and that beside."""
    draft = _draft(me)
    if draft is None:
        return None
    packing.to_one_length()
    held = draft.mine or Answers()
    number, words = held.number(question.key), held.words(question.key) or ""
    kept = ("" if number is None else str(number), words)
    typed = (
        request.form.get(question.key, kept[0]),
        request.form.get(f"{question.key}_words", words),
    )
    chosen, line = kept if is_meanwhile else typed
    page = render_template(
        "checkin/question.html",
        question=question,
        round=draft,
        chosen=chosen,
        line=line,
        # What was refused for its words is still theirs to copy.
        typed_line=typed[1] if is_meanwhile and typed[1].split() != line.split() else "",
        seen=held.mark(question.key) if is_meanwhile else _seen(draft, question),
        numbers=checkin_words.NUMBERS,
        last=len(QUESTIONS),
        again="1" if _is_again() else None,
        asks_consent=not consents.holds(me, "checkins"),
        wrong=wrong or {},
    )
    return make_response(page, status)


def _seen(draft: RoundView, question: Question) -> str:
    """Return what the form is to say that it showed: what it said, where it comes once more."""
    mark = (draft.mine or Answers()).mark(question.key)
    is_same = request.form.get("round") == draft.start.isoformat()
    return request.form.get("seen", mark) if is_same else mark


def _look_over(me: str, wrong: Wrong | None = None, status: int = 200) -> Response | None:
    draft = _draft(me)
    if draft is None:
        return None
    packing.to_one_length()
    said = checkin_words.said(draft.mine)
    page = render_template(
        "checkin/look_over.html",
        round=draft,
        said=said,
        missing=[each.question for each in said if each.number is None],
        asks_consent=not consents.holds(me, "checkins"),
        wrong=wrong or {},
    )
    return make_response(page, status)
