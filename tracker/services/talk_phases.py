"""How a talk with turns is divided: who speaks when, who says it back, and what is for both.

Pure: a plan follows from lengths alone, so that every device reads off the same moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

MINUTE = timedelta(minutes=1)
BACK = MINUTE
"""How long what was heard is said back."""
NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a talk, counted from its beginning: `start` is in it, `end` is not."""

    kind: str
    """`speak`, `say_back`, or `together`: then the word is nobody's."""
    side: int | None
    """Who has the word, 0 or 1; None while it is nobody's."""
    start: timedelta
    end: timedelta


def plan(
    length: timedelta, turn: timedelta | None = None, first: int | None = None
) -> Sequence[Phase]:
    """Return the phases that fill a talk, without a gap; without `turn` it is one, for both.

    Each speaks for `turn` while the other listens and then says it back; then they swap. Both have
    been through it as often when the turns are over, and what is left is for both. Turns too long
    to come round once are as long as fits. `length` is at least 5 minutes.
    """
    if turn is None:
        return (Phase("together", None, NONE, length),)
    turn = min(turn, length / 2 - BACK)
    rounds = length // (2 * (turn + BACK))
    return tuple(_phases(length, turn, rounds, first or 0))


def _phases(length: timedelta, turn: timedelta, rounds: int, first: int) -> Iterator[Phase]:
    at = NONE
    for side in (first, 1 - first) * rounds:
        yield Phase("speak", side, at, at + turn)
        at += turn
        yield Phase("say_back", 1 - side, at, at + BACK)
        at += BACK
    if at < length:
        yield Phase("together", None, at, length)


def at(phases: Sequence[Phase], elapsed: timedelta) -> Phase:
    """Return the phase that a moment lies in; beyond the end the last one."""
    return next((phase for phase in phases if elapsed < phase.end), phases[-1])
