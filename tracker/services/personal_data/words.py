"""Whose words a habit and its versions hold: a counter repeats what it does not change."""

from collections.abc import Sequence

from tracker.models import Habit, Proposal

WORDS = ("why", "emoji", "plan", "two_minute")
"""All but the title, which is the name of what each of the two did."""


def said_first(habit: Habit, versions: Sequence[Proposal], person_id: str) -> dict[str, set[str]]:
    """Return by column the texts that somebody was the first to say; `versions` oldest first."""
    return {
        column: {text for text, by in _authors(habit, versions, column).items() if by == person_id}
        for column in WORDS
    }


def _authors(habit: Habit, versions: Sequence[Proposal], column: str) -> dict[str, str | None]:
    authors: dict[str, str | None] = {}
    for version in versions:
        authors.setdefault(getattr(version, column) or "", version.by_id)
    authors.setdefault(getattr(habit, column) or "", habit.owner_id)
    authors.pop("", None)
    return authors
