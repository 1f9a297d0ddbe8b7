"""Judge a period that was not kept."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from tracker.streaks.terms import Pause


class Outcome(StrEnum):
    """Name what became of a period."""

    KEPT = "kept"
    OPEN = "open"
    PAUSED = "paused"
    VOID = "void"
    PENDING = "pending"
    GRACED = "graced"
    MISSED = "missed"


# Reading a member off an enum class costs more than the judgement itself in a long fold.
KEPT, OPEN, PAUSED, VOID = Outcome.KEPT, Outcome.OPEN, Outcome.PAUSED, Outcome.VOID
PENDING, GRACED, MISSED = Outcome.PENDING, Outcome.GRACED, Outcome.MISSED


class PausedDays:
    """Count paused days between two dates, each day once however many pauses hold it."""

    __slots__ = ("_before", "_firsts", "_lasts")

    def __init__(self, pauses: Iterable[Pause]) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._before: list[int] = []
        total = 0
        ranges = sorted((p.first.toordinal(), (p.last or date.max).toordinal()) for p in pauses)
        for first, last in ranges:
            if self._lasts and first <= self._lasts[-1] + 1:
                if last > self._lasts[-1]:
                    total += last - self._lasts[-1]
                    self._lasts[-1] = last
                continue
            self._firsts.append(first)
            self._lasts.append(last)
            self._before.append(total)
            total += last - first + 1

    def __bool__(self) -> bool:
        return bool(self._firsts)

    def between(self, start: int, end: int) -> int:
        """Give the number of paused days from `start` to `end`, ordinals, both inclusive."""
        return self._up_to(end) - self._up_to(start - 1)

    def _up_to(self, day: int) -> int:
        at = bisect_right(self._firsts, day) - 1
        if at < 0:
            return 0
        return self._before[at] + min(day, self._lasts[at]) - self._firsts[at] + 1


def outcome_unkept(
    start: int,
    end: int,
    *,
    partial: bool,
    daily: bool,
    times: int,
    spare: bool,
    paused: PausedDays,
    today: int,
    backfill_days: int,
) -> Outcome:
    """Judge a period short of its target, in the order of the rules; days are ordinals.

    `daily` tells the unit day from week and month; `spare` that grace applies and one is left.
    """
    if end >= today:
        return OPEN
    if paused:
        off = paused.between(start, end)
        days = end - start + 1
        if 2 * off >= days or (off and not daily and days - off < times):
            return PAUSED
    if partial:
        return VOID
    if end >= today - backfill_days:
        return PENDING
    return GRACED if spare else MISSED
