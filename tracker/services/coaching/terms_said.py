"""Terms as a coach may read them: without whose turn is first."""

from dataclasses import dataclass

from tracker import streaks
from tracker.services import habit_rows
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
