"""The cloth at the head of a card: each theme is a weave of its own, each depth a row more."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, islice

WEAVES = {
    "appreciation": ("1010", "0101"),
    "everyday": ("1100", "1100", "0011", "0011"),
    "play": ("1000", "0010", "0100", "0001"),
    "dreams": ("11000", "01100", "00110", "00011", "10001"),
    "closeness": ("1110", "1011", "1101", "0111"),
    "repair": ("110011", "011001", "001100", "011001"),
}
"""Where the thread that runs down lies on top, row by row, over and over."""
PITCH, FRINGE, STRANDS = 24, 11, (-6, 0, 6)
COLUMNS = 36
"""As many as the widest card shows; a narrower one cuts them off."""


@dataclass(frozen=True, slots=True)
class Weave:
    """Strokes of a drawing: the threads across, those down, and their loose ends."""

    width: int
    height: int
    across: str
    down: str
    fringe: str


@lru_cache(maxsize=32)
def band(theme: str, rows: int) -> Weave:
    """Return so many rows of a theme's weave, with the ends of its threads hanging out below."""
    over = [list(islice(cycle(row), COLUMNS)) for row in islice(cycle(WEAVES[theme]), rows)]
    across = "".join(
        f"M0 {_middle(number)}"
        + "".join(f"m{PITCH} 0" if top == "1" else f"h{PITCH}" for top in row)
        for number, row in enumerate(over)
    )
    down = "".join(
        f"M{_middle(number)} 0"
        + "".join(f"v{PITCH}" if top == "1" else f"m0 {PITCH}" for top in column)
        for number, column in enumerate(zip(*over, strict=True))
    )
    edge = rows * PITCH
    fringe = "".join(
        f"M{_middle(number) + strand} {edge}v{FRINGE - 1 - abs(strand) // 3}"
        for number in range(COLUMNS)
        for strand in STRANDS
    )
    return Weave(COLUMNS * PITCH, edge + FRINGE, across, down, fringe)


def _middle(number: int) -> int:
    return number * PITCH + PITCH // 2
