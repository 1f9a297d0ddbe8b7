"""How a habit stands today, in the words of the screen.

Nothing here says who did not: while a period runs it says who is in, afterwards what is woven.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tracker import streaks
from tracker.services.couples import CoupleView
from tracker.services.habit_views import HabitView
from tracker.services.marks import Mark
from tracker.services.progress import HabitStanding

SPANS = {"day": "today", "week": "this week", "month": "this month"}


@dataclass(frozen=True, slots=True)
class Place:
    """One of a day's places to tick: mine or not, and which threads are drawn in it."""

    slot: int
    label: str
    mine: bool
    down: bool
    across: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A habit as the page shows it; without places there is nothing to tick today."""

    id: str
    title: str
    emoji: str | None
    current: int
    said: Sequence[str]
    places: Sequence[Place]


class Rows:
    """Put the couple's habits into words, as one of the two reads them."""

    def __init__(self, couple: CoupleView, me: str, day: date, marks: Collection[Mark]) -> None:
        self.pair = [partner.id for partner in couple.partners]
        self.other = next(partner for partner in couple.partners if partner.id != me)
        self.me = me
        self.day = day
        self.marks = marks

    def row(self, habit: HabitView, standing: HabitStanding) -> Row:
        """Return one habit's row."""
        assert habit.terms is not None
        cadence, period = habit.terms.cadence, standing.period
        said = [self._state(standing, period, cadence), _run(standing)]
        return Row(
            habit.id,
            habit.title,
            habit.emoji,
            standing.current,
            [words for words in said if words],
            self._places(habit, cadence, period),
        )

    def _places(
        self, habit: HabitView, cadence: streaks.Cadence, period: streaks.Period | None
    ) -> list[Place]:
        if cadence.weekdays is not None and self.day.isoweekday() not in cadence.weekdays:
            return []
        if habit.starts_on is None or habit.starts_on > self.day:
            return []
        kept = period is not None and period.outcome == streaks.Outcome.KEPT
        count = cadence.times if cadence.has_slots else 1
        return [
            Place(
                slot,
                habit.title if count == 1 else f"{habit.title}, {slot + 1} of {count}",
                self._has(habit.id, self.me, slot),
                *(kept or self._has(habit.id, person, slot) for person in self.pair),
            )
            for slot in range(count)
        ]

    def _has(self, habit_id: str, person_id: str, slot: int) -> bool:
        return Mark(habit_id, person_id, slot) in self.marks

    def _state(
        self, standing: HabitStanding, period: streaks.Period | None, cadence: streaks.Cadence
    ) -> str:
        if period is None:
            return "Not today"
        span = SPANS[cadence.unit] if cadence.every == 1 else "this time"
        if period.outcome == streaks.Outcome.KEPT:
            return "You both did" if standing.mode == "each" else f"Woven {span}"
        mine, theirs = (
            period.done_by[person] >= period.target for person in (self.me, self.other.id)
        )
        if standing.mode == "each" and (mine or theirs):
            return "You are in" if mine else f"{self.other.name} is in"
        if standing.mode == "turns":
            return "Your turn" if period.turn == self.me else f"{self.other.name}'s turn"
        if period.target > 1:
            return f"{period.done} of {period.target} {span}"
        return ""


def _run(standing: HabitStanding) -> str:
    if standing.current:
        return f"{standing.current} in a row"
    return f"Starting again. Your longest: {standing.best}." if standing.best else ""
