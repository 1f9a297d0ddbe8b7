"""The one thing that Today suggests beside the habits: the first that has something to say."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from tracker.services.day import DayView
from tracker.web.pages import (
    checkin_suggestion,
    coach_suggestion,
    consent_suggestion,
    recap_suggestion,
    talk_suggestion,
    yours_suggestion,
)


class Suggestion(NamedTuple):
    """What is suggested; `templates/today/_suggests_<name>.html` says it."""

    name: str
    about: object


SUGGESTERS: tuple[tuple[str, Callable[[DayView, datetime], object | None]], ...] = (
    ("talk", talk_suggestion.suggestion),
    ("consents", consent_suggestion.suggestion),
    ("checkin", checkin_suggestion.suggestion),
    ("coach", coach_suggestion.suggestion),
    ("recap", recap_suggestion.suggestion),
    ("yours", yours_suggestion.suggestion),
)
"""What goes on right now stands before what can wait."""


def find(view: DayView, now: datetime) -> Suggestion | None:
    """Return what to suggest on the reader's own day, None for nothing."""
    for name, suggester in SUGGESTERS:
        about = suggester(view, now)
        if about is not None:
            return Suggestion(name, about)
    return None
