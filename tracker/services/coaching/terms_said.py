"""Terms as a coach may read them: without whose turn is first."""

from dataclasses import dataclass
from datetime import date

from tracker import streaks
from tracker.services import habit_rows
from tracker.services.habit_facts import Facts
from tracker.services.habit_rows import TermsColumns


@dataclass(frozen=True, slots=True)
class TermsSaid:
    """How often, whose doing counts, and whether grace applies."""

    cadence: streaks.Cadence
    mode: str
    grace: bool


def said(row: TermsColumns) -> TermsSaid:
    """Return what a row of terms, or of a proposal, says to a coach."""
    return TermsSaid(habit_rows.cadence(row), row.mode, row.grace)


def said_on(habit: Facts, day: date) -> TermsSaid | None:
    """Return what a habit's terms say on a day, None before they begin and after it has ended."""
    ended = habit.retired_on is not None and habit.retired_on < day
    terms = None if ended else habit.terms_on(day)
    return None if terms is None else TermsSaid(terms.cadence, terms.mode, terms.grace)
