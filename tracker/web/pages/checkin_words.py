"""The four questions of a check-in, and its dates, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from tracker.services.checkin_reading import Answers
from tracker.web.words import dates

NUMBERS = range(11)
LAST_DAYS = timedelta(days=2)
"""On the last day of a round and so long before there is something to tell."""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the four, and what the two ends of its scale mean."""

    key: str
    number: int
    name: LazyString
    text: LazyString
    low: LazyString
    high: LazyString


@dataclass(frozen=True, slots=True)
class Said:
    """A question, and what somebody answered."""

    question: Question
    number: int | None
    words: str | None


QUESTIONS: Sequence[Question] = (
    Question(
        "heard",
        1,
        lazy_gettext("Heard"),
        lazy_gettext("How much have you felt heard?"),
        lazy_gettext("hardly"),
        lazy_gettext("fully"),
    ),
    Question(
        "trusting",
        2,
        lazy_gettext("Trusting"),
        lazy_gettext("How easy was it to trust each other?"),
        lazy_gettext("hard"),
        lazy_gettext("very easy"),
    ),
    Question(
        "close",
        3,
        lazy_gettext("Close"),
        lazy_gettext("How close have you felt to each other?"),
        lazy_gettext("far apart"),
        lazy_gettext("very close"),
    ),
    Question(
        "appreciated",
        4,
        lazy_gettext("Appreciated"),
        lazy_gettext("How appreciated have you felt?"),
        lazy_gettext("hardly"),
        lazy_gettext("very much"),
    ),
)


def said(answers: Answers | None) -> Sequence[Said]:
    """Return the four questions with what was answered."""
    answers = answers or Answers()
    return [Said(each, answers.number(each.key), answers.words(each.key)) for each in QUESTIONS]


def number_of(key: str) -> int:
    """Return which of the four a question is, from 1 on."""
    return next(each.number for each in QUESTIONS if each.key == key)


def by(end: date, today: date) -> str:
    """Return until when a round can be answered: "Sunday"; `today` is the couple's."""
    return _("the end of today") if end == today else dates.near(end, today)


def is_early(end: date, today: date) -> bool:
    """Tell whether a round still has most of its days before it; `today` is the couple's."""
    return today < end - LAST_DAYS


def every(weeks: int) -> str:
    """Return how often: "every week"."""
    return _("every week") if weeks == 1 else _("every other week")
