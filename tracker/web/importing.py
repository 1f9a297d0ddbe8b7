"""What the API and the page share around bringing days of before."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from tracker import clock
from tracker.services import errors, imports
from tracker.services.habit_views import HabitView
from tracker.services.importing import reading
from tracker.services.importing.found import DoneDay, Found, Unreadable
from tracker.services.imports import Chosen
from tracker.spoken import N_
from tracker.web import limits

REASONS = {
    "empty": N_("There is no day in it on which anything was done."),
    "not_a_table": N_("This is no table that can be read here."),
    "not_an_export": N_("This is no export of Loop Habit Tracker."),
    "not_a_zip": N_("This zip cannot be opened."),
    "too_large": N_("This is too large to be read here."),
    "too_many_habits": N_("There are more than 50 habits in it."),
    "too_many_days": N_("There are more than 20,000 days in it."),
}


def read(person_id: str, raw: bytes, field: str) -> list[Found]:
    """Return what is in a file. Raises Invalid (unreadable), of a field, and TooMany."""
    _count(person_id)
    try:
        return reading.read(raw)
    except Unreadable as refusal:
        raise errors.Invalid("unreadable", REASONS[refusal.reason], field) from refusal


def propose(
    person_id: str, habits: Sequence[Mapping[str, Any]], *, once: bool = False
) -> list[HabitView]:
    """Ask for what `ImportIn` loaded. Raises what `imports.propose` raises, and TooMany."""
    _count(person_id)
    chosen = [
        Chosen(
            [DoneDay(**day) for day in each["days"]],
            each.get("title", ""),
            each.get("cadence"),
            each.get("mode", "together"),
            each["starts_on"],
            each["habit"],
        )
        for each in habits
    ]
    return imports.propose(person_id, chosen, clock.now(), once=once)


def _count(person_id: str) -> None:
    limits.limit("import", person_id, limit=60, window=timedelta(hours=1))
