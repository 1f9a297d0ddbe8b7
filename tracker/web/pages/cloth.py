"""Draw cloth: where both did it, one thread down and one across cross; elsewhere plain ground.

Each direction is one SVG path, so a page pays for a few elements and not for each crossing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CELL, THREAD, GAP, ROUND = 44, 18, 3, 4
"""In units of the drawing: a place, a thread's width, the gap beside the one on top, its ends."""
EDGE = (CELL - THREAD) // 2
FRAME, CORNER = 34, 9
"""The outline of a place that is not decided yet: its width, its rounded corners."""
CROSSING, DOWN, ACROSS, OPEN, EMPTY, PLAIN = "x", "d", "a", "o", " ", "."
"""What a place may hold: both threads, one of them, neither yet, nothing at all, plain ground."""


@dataclass(frozen=True, slots=True)
class Cloth:
    """The paths, the grid behind them, and how large it all is."""

    width: int
    height: int
    down: str
    across: str
    ground: str
    """The threads' lines where something was to be woven."""
    loom: str
    """The same lines where nothing is: to come, or not agreed."""
    open: str
    """The outlines of places that are not decided."""


def weave(rows: Sequence[str]) -> Cloth:
    """Return the cloth of rows of equal length, a character for each place."""
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    across = (
        _rounded(start, number * CELL + EDGE, end - start, THREAD)
        for number, row in enumerate(rows)
        for start, end in _stretches(row, alone=ACROSS, under=number % 2)
    )
    down = (
        _rounded(number * CELL + EDGE, start, THREAD, end - start)
        for number, column in enumerate(columns)
        for start, end in _stretches(column, alone=DOWN, under=1 - number % 2)
    )
    width, height = len(columns) * CELL, len(rows) * CELL
    return Cloth(
        width,
        height,
        "".join(down),
        "".join(across),
        _lines(rows),
        _lines(["".join(EMPTY if mark != EMPTY else PLAIN for mark in row) for row in rows]),
        "".join(_frames(rows)),
    )


def _lines(rows: Sequence[str]) -> str:
    """Return the lines of the grid through all places that are not empty."""
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    lines = [
        f"M{start * CELL} {number * CELL + CELL // 2}h{(end - start) * CELL}"
        for number, row in enumerate(rows)
        for start, end in _filled(row)
    ]
    lines += [
        f"M{number * CELL + CELL // 2} {start * CELL}v{(end - start) * CELL}"
        for number, column in enumerate(columns)
        for start, end in _filled(column)
    ]
    return "".join(lines)


def _filled(line: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for place, mark in enumerate(line + EMPTY):
        if mark == EMPTY:
            if start is not None:
                yield start, place
            start = None
        elif start is None:
            start = place


def _frames(rows: Sequence[str]) -> Iterator[str]:
    inset = (CELL - FRAME) // 2
    for y, row in enumerate(rows):
        for x, mark in enumerate(row):
            if mark in (OPEN, DOWN, ACROSS):
                yield _rounded(x * CELL + inset, y * CELL + inset, FRAME, FRAME, CORNER)


def _stretches(line: str, *, alone: str, under: int) -> Iterator[tuple[int, int]]:
    """Yield where a thread is seen: it dives under the other at every second crossing.

    A thread alone, in a place that is not decided yet, stays within it.
    """
    start: int | None = None
    for place, mark in enumerate(line + EMPTY):
        begin = place * CELL
        if mark != CROSSING:
            if start is not None:
                yield start, begin - 2
            start = None
            if mark == alone:
                yield begin + 7, begin + CELL - 7
            continue
        start = begin + 2 if start is None else start
        if place % 2 == under:
            yield start, begin + EDGE - GAP
            start = begin + CELL - EDGE + GAP


def _rounded(x: int, y: int, width: int, height: int, r: int = ROUND) -> str:
    """Return a rounded rectangle as part of a path."""
    r = min(r, width // 2, height // 2)
    w, h = width - 2 * r, height - 2 * r
    return (
        f"M{x + r} {y}h{w}a{r} {r} 0 0 1 {r} {r}v{h}a{r} {r} 0 0 1 -{r} {r}"
        f"h-{w}a{r} {r} 0 0 1 -{r} -{r}v-{h}a{r} {r} 0 0 1 {r} -{r}z"
    )
