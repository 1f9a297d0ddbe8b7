"""Fold outcomes, oldest first, into a streak."""

from tracker.streaks.cadence import EARNS_AFTER
from tracker.streaks.outcome import GRACED, KEPT, MISSED, OPEN, PENDING, Outcome
from tracker.streaks.progress import Checkpoint, State
from tracker.streaks.terms import Terms

MOST_GRACE = 2


class Fold:
    """Hold the standing of a streak while periods are added, and what it was after each."""

    __slots__ = (
        "_earns_after",
        "_gracious",
        "_keep",
        "best",
        "current",
        "grace",
        "states",
        "strength",
        "toward",
        "unsettled",
    )

    def __init__(self, resumed: Checkpoint) -> None:
        self.current = resumed.current
        self.best = resumed.best
        self.toward = resumed.toward
        self.grace = resumed.grace
        self.strength = resumed.strength
        self.states: list[State] = []
        #: The end, as an ordinal, of the first period that a checkpoint must not take in.
        self.unsettled: int | None = None

    def under(self, terms: Terms) -> None:
        """Go on under these terms; the standing is carried over."""
        self._gracious = terms.grace
        self._earns_after = EARNS_AFTER[terms.cadence.unit]
        self._keep = terms.cadence.decay

    @property
    def spare(self) -> bool:
        """Tell whether a miss would be bridged."""
        return self._gracious and self.grace > 0

    def add(self, end: int, outcome: Outcome, fraction: float) -> None:
        """Take in the next period, which ends on the ordinal `end`."""
        if outcome is KEPT:
            self.current += 1
            if self.current > self.best:
                self.best = self.current
            if self._gracious:
                self._earn()
            self.strength = self.strength * self._keep + fraction * (1 - self._keep)
        elif outcome is GRACED:
            self.grace -= 1
            self.strength = self.strength * self._keep + fraction * (1 - self._keep)
        elif outcome is MISSED:
            self.current = self.grace = self.toward = 0
            self.strength = self.strength * self._keep + fraction * (1 - self._keep)
        elif outcome is OPEN or outcome is PENDING:
            self.hold(end)
        self.states.append((end, self.current, self.best, self.toward, self.grace, self.strength))

    def hold(self, end: int) -> None:
        """Let no checkpoint step over the period that ends on `end`."""
        if self.unsettled is None:
            self.unsettled = end

    def _earn(self) -> None:
        self.toward += 1
        # Reaches or passes: under new terms of another unit the count may stand above it.
        if self.toward >= self._earns_after:
            self.toward = 0
            self.grace = min(MOST_GRACE, self.grace + 1)
