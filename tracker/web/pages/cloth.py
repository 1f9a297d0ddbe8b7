"""Draw cloth: where both did it, one thread down and one across cross; elsewhere plain ground.

Each direction is one SVG path, so a page pays for a few elements and not for each crossing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CELL, THREAD, GAP, ROUND = 44, 22, 3, 8
"""In units of the drawing: a place, a thread's width, the gap beside the one on top, its ends."""
SHORT, ALONE = 1, 6
"""How far before its place's edge a thread ends: at the end of a stretch, and one alone."""
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
    across = "".join(
        _across(number * CELL + EDGE, piece)
        for number, row in enumerate(rows)
        for piece in _pieces(row, alone=ACROSS, under=number % 2)
    )
    down = "".join(
        _down(number * CELL + EDGE, piece)
        for number, column in enumerate(columns)
        for piece in _pieces(column, alone=DOWN, under=1 - number % 2)
    )
    width, height = len(columns) * CELL, len(rows) * CELL
    return Cloth(
        width,
        height,
        down,
        across,
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
                yield _rounded(x * CELL + inset, y * CELL + inset, FRAME, CORNER)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a thread that is seen: from where to where, and which of its ends are loose.

    A loose end is round. Where the thread goes on below another one it is cut straight.
    """

    start: int
    end: int
    begins: bool = True
    ends: bool = True


def _pieces(line: str, *, alone: str, under: int) -> Iterator[_Piece]:
    """Yield where a thread is seen: it dives under the other at every second crossing.

    A thread alone, in a place that is not decided yet, stays within it.
    """
    start: int | None = None
    begins = True
    for place, mark in enumerate(line + EMPTY):
        here = place * CELL
        if mark != CROSSING:
            if start is not None:
                yield _Piece(start, here - SHORT, begins)
            start = None
            if mark == alone:
                yield _Piece(here + ALONE, here + CELL - ALONE)
            continue
        if start is None:
            start, begins = here + SHORT, True
        if place % 2 == under:
            yield _Piece(start, here + EDGE - GAP, begins, ends=False)
            start, begins = here + CELL - EDGE + GAP, False


def _across(y: int, piece: _Piece) -> str:
    """Return a piece of a thread across as part of a path."""
    r = min(ROUND, piece.end - piece.start)
    left, right = piece.start + r * piece.begins, piece.end - r * piece.ends
    side = THREAD - 2 * r
    far = f"a{r} {r} 0 0 1 {r} {r}v{side}a{r} {r} 0 0 1-{r} {r}" if piece.ends else f"v{THREAD}"
    near = f"a{r} {r} 0 0 1-{r}-{r}v-{side}a{r} {r} 0 0 1 {r}-{r}" if piece.begins else ""
    return f"M{left} {y}H{right}{far}H{left}{near}z"


def _down(x: int, piece: _Piece) -> str:
    """Return a piece of a thread down as part of a path."""
    r = min(ROUND, piece.end - piece.start)
    top, bottom = piece.start + r * piece.begins, piece.end - r * piece.ends
    side = THREAD - 2 * r
    far = f"a{r} {r} 0 0 0 {r} {r}h{side}a{r} {r} 0 0 0 {r}-{r}" if piece.ends else f"h{THREAD}"
    near = f"a{r} {r} 0 0 0-{r}-{r}h-{side}a{r} {r} 0 0 0-{r} {r}" if piece.begins else ""
    return f"M{x} {top}V{bottom}{far}V{top}{near}z"


def _rounded(x: int, y: int, size: int, r: int) -> str:
    """Return the outline of a square with round corners as part of a path."""
    side = size - 2 * r
    return (
        f"M{x + r} {y}h{side}a{r} {r} 0 0 1 {r} {r}v{side}a{r} {r} 0 0 1-{r} {r}"
        f"h-{side}a{r} {r} 0 0 1-{r}-{r}v-{side}a{r} {r} 0 0 1 {r}-{r}z"
    )
