"""What is found in a file: habits, on which days each was done, how often it seems meant."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.streaks import Cadence

LONGEST_NAME = 80
MOST_MARKS = 30
"""Marks on one letter (UAX #15, stream-safe text): to put more in order takes time squared."""
LONGEST_NOTE = 500
MOST_HABITS = 50
MOST_DAYS = 20_000
"""Of all habits of a file together."""
MOST_A_DAY = 20
EARLIEST = date(1990, 1, 1)
DAILY = Cadence()


class Unreadable(Exception):
    """The file is none that is known, or is too much; `reason` is one of a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DoneDay:
    """A day on which it was done: how often, and with which words."""

    date: date
    times: int = 1
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One habit; its days oldest first, at least one."""

    name: str
    days: tuple[DoneDay, ...]
    cadence: Cadence
    is_said: bool
    """The file says how often it is meant; else it is worked out from the days."""

    @property
    def first(self) -> date:
        """Return the first day on which it was done."""
        return self.days[0].date

    @property
    def last(self) -> date:
        """Return the last day on which it was done."""
        return self.days[-1].date

    @property
    def notes(self) -> int:
        """Return how many days have words with them."""
        return sum(day.note is not None for day in self.days)


class Gathering:
    """The days of one habit while they are read; what a file says twice of a day adds up."""

    def __init__(self) -> None:
        self._times: dict[date, int] = {}
        self._notes: dict[date, list[str]] = {}

    def __len__(self) -> int:
        return len(self._times)

    def add(self, day: date, times: int = 1, note: str = "") -> None:
        """Note that it was done."""
        self._times[day] = min(self._times.get(day, 0) + times, MOST_A_DAY)
        if words := clean(note, LONGEST_NOTE, lines=True):
            self._notes.setdefault(day, []).append(words)

    def days(self) -> tuple[DoneDay, ...]:
        """Return them, oldest first."""
        return tuple(
            DoneDay(
                day, self._times[day], "\n".join(self._notes.get(day, ()))[:500].strip() or None
            )
            for day in sorted(self._times)
        )


def clean(text: str, most: int, *, lines: bool = False) -> str:
    """Return text as the store takes it: NFC, without control characters, cut to `most`."""
    text = text[: 4 * most].replace("\r\n", "\n").replace("\r", "\n")
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            is_text = (lines and letter == "\n") or unicodedata.category(letter) not in _NO_TEXT
            kept.append(letter if is_text else " ")
    return unicodedata.normalize("NFC", "".join(kept)).strip()[:most].strip()


_NO_TEXT = ("Cc", "Cs")


def day_of(text: str) -> date | None:
    """Read YYYY-MM-DD, with a time behind it too; None for anything else."""
    text = text.strip()
    if len(text) > len("2025-03-03") and text[10] in "T ":
        text = text[:10]
    try:
        day = date.fromisoformat(text) if len(text) == len("2025-03-03") else None
    except ValueError:
        return None
    return day if day is not None and EARLIEST <= day < date(2200, 1, 1) else None


def found(gathered: Mapping[str, Gathering]) -> list[Found]:
    """Return the habits of a file that says nothing of how often; those never done are left out."""
    made = []
    for name, gathering in gathered.items():
        if days := gathering.days():
            made.append(Found(name, days, rhythm(days), False))
    return made


def rhythm(days: tuple[DoneDay, ...]) -> Cadence:
    """Return how often something seems to be meant that was done on these days.

    What is done on six of seven days is meant daily: nobody writes down a day they forgot.
    """
    span = (days[-1].date - days[0].date).days + 1
    a_week = 7 * len(days) / max(span, 7)
    if a_week >= 5.5:
        often = sorted(day.times for day in days)[len(days) // 2]
        return Cadence(times=often)
    if a_week >= 0.75:
        return Cadence("week", 1, max(1, round(a_week)))
    return Cadence("month", 1, max(1, min(28, round(a_week * 30 / 7))))
