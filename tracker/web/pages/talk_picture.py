"""A talk drawn as a band of cloth: it is woven from one end to the other while the time passes.

One thread runs down in every stretch, the other across all of it. Whoever has the word lies on top;
where the word is nobody's they take turns, as in any weave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tracker.services.talk_phases import Phase

STEP = 24
"""How wide a stretch is drawn."""
HEIGHT = 44
THREAD, HOLE = 15, 2
"""How wide a thread is, and what is left free where one lies below the other."""
MOST = 24
"""So many stretches at most, or they would be too fine for a phone."""


@dataclass(frozen=True, slots=True)
class Band:
    """The band: `down` and `across` are what the threads' paths draw; `done` is woven so far."""

    width: int
    height: int
    down: str
    across: str
    done: float


def band(phases: Sequence[Phase], elapsed: timedelta) -> Band:
    """Return the band of a plan, woven as far as the talk has come."""
    length = phases[-1].end
    stretch = length / min(MOST, max(1, round(length / timedelta(minutes=1))))
    width = round(length / stretch) * STEP
    scale = width / length.total_seconds()
    down, across = [], []
    begun = 0.0
    for side, start, end in _stretches(phases, stretch):
        left, right = start.total_seconds() * scale, end.total_seconds() * scale
        middle = (left + right) / 2
        x = middle - THREAD / 2
        low, high = (HEIGHT - THREAD) / 2, (HEIGHT + THREAD) / 2
        if side == 0:
            down.append(_bar(x, 0, THREAD, HEIGHT))
            across.append(_bar(begun, low, x - HOLE - begun, THREAD))
            begun = x + THREAD + HOLE
        else:
            down.append(_bar(x, 0, THREAD, low - HOLE))
            down.append(_bar(x, high + HOLE, THREAD, low - HOLE))
    across.append(_bar(begun, (HEIGHT - THREAD) / 2, width - begun, THREAD))
    done = min(float(width), elapsed.total_seconds() * scale)
    return Band(width, HEIGHT, "".join(down), "".join(across), round(done, 1))


def _stretches(
    phases: Sequence[Phase], stretch: timedelta
) -> Sequence[tuple[int, timedelta, timedelta]]:
    """Return each stretch with whose thread lies on top of it; phases are cut into equal ones."""
    found = []
    for phase in phases:
        count = max(1, round((phase.end - phase.start) / stretch))
        step = (phase.end - phase.start) / count
        for number in range(count):
            start = phase.start + number * step
            top = number % 2 if phase.side is None else phase.side
            found.append((top, start, start + step))
    return found


def _bar(x: float, y: float, width: float, height: float) -> str:
    """Return a path's piece: a bar, cut straight where its thread goes on below another."""
    if width <= 0:
        return ""
    return f"M{_short(x)} {_short(y)}h{_short(width)}v{_short(height)}h-{_short(width)}z"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
