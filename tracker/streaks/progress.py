"""Hold what an evaluation found: periods, the standing of the streak, checkpoints."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.streaks.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Period:
    """Hold one stretch in which the promise was to be kept once, `start` to `end` inclusive.

    `done`, `target` and `done_by` (person: number) are marks, `fraction` is 0.0 to 1.0; `turn` is
    the person whose turn it was, or None outside the mode turns. Plain values make one again.
    """

    start: date
    end: date
    mode: str
    target: int
    done: int
    done_by: Mapping[Any, int]
    fraction: float
    outcome: Outcome
    turn: Any
    partial: bool


class _Draft:
    __slots__ = Period.__slots__

    def __init__(
        self,
        start: date,
        end: date,
        mode: str,
        target: int,
        done: int,
        done_by: Mapping[Any, int],
        fraction: float,
        outcome: Outcome,
        turn: Any,
        partial: bool,
    ) -> None:
        self.start = start
        self.end = end
        self.mode = mode
        self.target = target
        self.done = done
        self.done_by = done_by
        self.fraction = fraction
        self.outcome = outcome
        self.turn = turn
        self.partial = partial
        # A frozen dataclass sets each field through object.__setattr__, which takes four times
        # as long as this and was a third of a tick's fold. The slots are the same.
        self.__class__ = Period  # type: ignore[assignment]


#: Make a Period from the same arguments, quickly; for the fold, which makes them by the hundred.
draft_period: Callable[..., Period] = _Draft  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Hold the fold's state after the period that ended on `through`, None before the first.

    Plain scalars, fit for a table row; strength needs the full precision of a float.
    """

    through: date | None = None
    current: int = 0
    best: int = 0
    toward: int = 0
    grace: int = 1
    strength: float = 0.0


#: A checkpoint in the making: the period's end as an ordinal, then the fields in their order.
State = tuple[int, int, int, int, int, float]


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold how a habit stands: promises in a row, spares left, strength 0.0 to 1.0, its periods.

    `periods` are the listed ones, oldest first; those of a resumed evaluation follow its
    checkpoint. `toward` counts kept periods on the way to the next spare.
    """

    current: int
    best: int
    grace: int
    strength: float
    periods: tuple[Period, ...]
    toward: int = 0
    _states: tuple[State, ...] = field(default=(), repr=False, compare=False)
    _resumed: Checkpoint = field(default=Checkpoint(), repr=False, compare=False)
    _unsettled: date | None = field(default=None, repr=False, compare=False)

    def checkpoint(self, before: date) -> Checkpoint:
        """Give the state after the last period that ends before `before`.

        Without such a period it is the state resumed from, or that of a beginning. Raises
        ValueError where an open or pending period ends before `before`: it may still be kept.
        """
        if self._unsettled is not None and self._unsettled < before:
            raise ValueError(f"before: the period that ends on {self._unsettled} is not settled")
        at = bisect_left(self._states, (before.toordinal(),))
        if not at:
            return self._resumed
        end, current, best, toward, grace, strength = self._states[at - 1]
        return Checkpoint(date.fromordinal(end), current, best, toward, grace, strength)
