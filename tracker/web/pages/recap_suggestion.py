"""What Today suggests of looking back: the newest week, until it was seen."""

from dataclasses import dataclass
from datetime import datetime

from tracker.services import recaps
from tracker.services.day import DayView
from tracker.services.recap_facts import LAST_DAY
from tracker.web.words import dates


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A week that can be looked back on, in words."""

    span: str


def suggestion(view: DayView, _now: datetime) -> Suggestion | None:
    """Return the week to look back on; None where it was seen, or nothing is in it."""
    start = recaps.unseen(view.me.id, list(view.habits), view.today, view.week_start)
    return None if start is None else Suggestion(dates.span(start, start + LAST_DAY))
