"""Draw cloth: where both did it, one thread down and one across cross; elsewhere plain ground.

Each direction is one SVG path, so a page pays for two elements and not for each crossing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CELL, THREAD, GAP, ROUND = 44, 18, 3, 4
"""In units of the drawing: a place, a thread's width, the gap beside the one on top, its ends."""
EDGE = (CELL - THREAD) // 2


@dataclass(frozen=True, slots=True)
class Cloth:
    """The two paths, the grid behind them, and how large it all is."""

    width: int
    height: int
    down: str
    across: str
    ground: str


def weave(rows: Sequence[str]) -> Cloth:
    """Return the cloth of rows of equal length, in which `x` is a crossing."""
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    across = (
        _rounded(start, number * CELL + EDGE, end - start, THREAD)
        for number, row in enumerate(rows)
        for start, end in _stretches(row, under=number % 2)
    )
    down = (
        _rounded(number * CELL + EDGE, start, THREAD, end - start)
        for number, column in enumerate(columns)
        for start, end in _stretches(column, under=1 - number % 2)
    )
    width, height = len(columns) * CELL, len(rows) * CELL
    lines = [f"M0 {number * CELL + CELL // 2}h{width}" for number in range(len(rows))]
    lines += [f"M{number * CELL + CELL // 2} 0v{height}" for number in range(len(columns))]
    return Cloth(width, height, "".join(down), "".join(across), "".join(lines))


def _stretches(line: str, *, under: int) -> Iterator[tuple[int, int]]:
    """Yield where a thread is seen: it dives under the other at every second place."""
    start: int | None = None
    for place, mark in enumerate(f"{line} "):
        begin = place * CELL
        if mark != "x":
            if start is not None:
                yield start, begin - 2
            start = None
            continue
        start = begin + 2 if start is None else start
        if place % 2 == under:
            yield start, begin + EDGE - GAP
            start = begin + CELL - EDGE + GAP


def _rounded(x: int, y: int, width: int, height: int) -> str:
    """Return a rounded rectangle as part of a path."""
    r = min(ROUND, width // 2, height // 2)
    w, h = width - 2 * r, height - 2 * r
    return (
        f"M{x + r} {y}h{w}a{r} {r} 0 0 1 {r} {r}v{h}a{r} {r} 0 0 1 -{r} {r}"
        f"h-{w}a{r} {r} 0 0 1 -{r} -{r}v-{h}a{r} {r} 0 0 1 {r} -{r}z"
    )
