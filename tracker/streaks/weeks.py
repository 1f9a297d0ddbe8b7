"""Judge the couple's calendar weeks over all of their habits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from tracker.streaks.outcome import GRACED, KEPT, MISSED, PAUSED, PENDING, VOID, Outcome
from tracker.streaks.periods import week_of

WOVEN_FROM = 0.7
TOLERANCE = 1e-9


class WeekState(StrEnum):
    """Name what became of a week."""

    RUNNING = "running"
    WOVEN = "woven"
    LOOSE = "loose"
    QUIET = "quiet"


class Judged(Protocol):
    """Stand for a period: its last day and what became of it are all that is looked at."""

    @property
    def end(self) -> date: ...

    @property
    def outcome(self) -> Outcome: ...


class HasPeriods(Protocol):
    """Stand for a Progress, or for stored periods joined with the tail of one."""

    @property
    def periods(self) -> Iterable[Judged]: ...


class CoupleWeek(NamedTuple):
    """Hold a week by its first day; `progress` is 0.0 to 1.0, or None without a habit."""

    start: date
    progress: float | None
    state: WeekState


@dataclass(frozen=True, slots=True)
class WeeksCheckpoint:
    """Hold the couple's streak after the week whose last day is `through`, None at the start."""

    through: date | None = None
    streak: int = 0


@dataclass(frozen=True, slots=True)
class CoupleWeeks:
    """Hold the woven weeks in a row up to now, and the listed weeks, oldest first."""

    streak: int
    weeks: tuple[CoupleWeek, ...]
    _resumed: WeeksCheckpoint = field(default=WeeksCheckpoint(), repr=False, compare=False)
    _first: int = field(default=1, repr=False, compare=False)
    _streaks: tuple[int, ...] = field(default=(), repr=False, compare=False)
    _running: date | None = field(default=None, repr=False, compare=False)

    def checkpoint(self, before: date) -> WeeksCheckpoint:
        """Give the streak after the weeks that end before `before`, the first day of a week.

        Where none was judged it is the state resumed from, or that of a beginning. Raises
        ValueError where `before` does not start a week, or a running week would be taken in.
        """
        count, beside = divmod(before.toordinal() - self._first, 7)
        if beside:
            raise ValueError("before: must be the first day of a week")
        if self._running is not None and self._running < before:
            raise ValueError(f"before: the week of {self._running} is still running")
        if count <= 0 or not self._streaks:
            return self._resumed
        return WeeksCheckpoint(before - timedelta(days=1), self._streaks[count - 1])


def couple_weeks(
    progresses: Iterable[HasPeriods],
    *,
    today: date,
    latest: date,
    week_start: int,
    weeks: int,
    resume: WeeksCheckpoint | None = None,
) -> CoupleWeeks:
    """Judge every week up to the one that holds `latest`; list the last `weeks` of them.

    Each of `progresses` is a habit, its periods listed to the end of that week. With `resume`
    periods that end by its `through` are passed over and only later weeks listed. Raises
    ValueError as "field: message".
    """
    if latest < today:
        raise ValueError("latest: must not be before today")
    if type(weeks) is not int or weeks < 0:
        raise ValueError("weeks: must be a whole number from 0 on")
    resumed = WeeksCheckpoint() if resume is None else resume
    after = 0 if resumed.through is None else resumed.through.toordinal()
    if after and week_of(after + 1, week_start) != after + 1:
        raise ValueError("resume: must end with the last day of a week")

    last = week_of(latest.toordinal(), week_start)
    by_week = _tallies(progresses, week_start)
    listed_from = last - 7 * (weeks - 1)
    first = after + 1 if after else min([listed_from, last, *by_week])
    now = today.toordinal()
    streak, streaks, listed = resumed.streak, [], []
    running: int | None = None
    for start in range(first, last + 7, 7):
        habits = by_week.get(start, [])
        state = _state(habits, running=start + 6 >= now)
        if state is WeekState.WOVEN:
            streak += 1
        elif state is WeekState.LOOSE:
            streak = 0
        elif state is WeekState.RUNNING and running is None:
            running = start
        streaks.append(streak)
        if start >= listed_from:
            progress = _mean([habit.kept / habit.in_all for habit in habits])
            listed.append(CoupleWeek(date.fromordinal(start), progress, state))
    return CoupleWeeks(
        streak,
        tuple(listed),
        resumed,
        first,
        tuple(streaks),
        None if running is None else date.fromordinal(running),
    )


class _Tally:
    """Count one habit's periods that end in one week, without paused and void ones."""

    __slots__ = ("graced", "in_all", "kept", "missed", "pending")

    def __init__(self) -> None:
        self.kept = self.graced = self.missed = self.pending = self.in_all = 0


def _tallies(progresses: Iterable[HasPeriods], week_start: int) -> dict[int, list[_Tally]]:
    """Give, by the first day of a week, a tally for each habit that has one there."""
    by_week: dict[int, list[_Tally]] = {}
    for progress in progresses:
        own: dict[int, _Tally] = {}
        for period in progress.periods:
            outcome = period.outcome
            if outcome in (PAUSED, VOID):
                continue
            start = week_of(period.end.toordinal(), week_start)
            tally = own.get(start)
            if tally is None:
                tally = own[start] = _Tally()
                by_week.setdefault(start, []).append(tally)
            tally.in_all += 1
            if outcome == KEPT:
                tally.kept += 1
            elif outcome == GRACED:
                tally.graced += 1
            elif outcome == MISSED:
                tally.missed += 1
            elif outcome == PENDING:
                tally.pending += 1
    return by_week


def _state(habits: list[_Tally], *, running: bool) -> WeekState:
    if running or any(habit.pending for habit in habits):
        return WeekState.RUNNING
    shares = [
        (habit.kept + habit.graced) / (habit.kept + habit.graced + habit.missed) for habit in habits
    ]
    mean = _mean(shares)
    if mean is None:
        return WeekState.QUIET
    return WeekState.WOVEN if mean >= WOVEN_FROM - TOLERANCE else WeekState.LOOSE


def _mean(shares: list[float]) -> float | None:
    # Not statistics.fmean: it is slower on these few, and refuses none at all.
    return sum(shares) / len(shares) if shares else None
