"""What a partner brings to the next session, and takes off the list again."""

from typing import Any

from flask import Blueprint

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas.our_coach import QuestionForm
from tracker.services import errors
from tracker.services.coaching import letting_in, questions
from tracker.web.pages import browser, forms, notices, our_coach_page

blueprint = Blueprint("our_coach_questions", __name__)

_QUESTION = QuestionForm()


@blueprint.post("/our-coach/<string:link_id>/questions")
def bring(link_id: str) -> Any:
    """Bring a question."""
    me, now = browser.me(), clock.now()
    letting_in.require(me, link_id, now)
    values, wrong = forms.read(_QUESTION)
    if wrong:
        return our_coach_page.page(me, wrong, 422)
    try:
        questions.add(me, link_id, values["text"], now)
    except errors.Conflict as refusal:
        return our_coach_page.page(me, forms.said(refusal, "text"), STATUS[type(refusal)])
    return notices.done("our_coach.show", "question_brought")


@blueprint.post("/our-coach/<string:link_id>/questions/<string:question_id>/remove")
def take_back(link_id: str, question_id: str) -> Any:
    """Take one's own question off the list; the partner's is not there for this."""
    questions.remove(browser.me(), link_id, question_id, clock.now())
    return notices.done("our_coach.show", "withdrawn")
