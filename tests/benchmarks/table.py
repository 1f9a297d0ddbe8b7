"""Lines of two figures and their ratio: every benchmark prints these.

What a machine does in a second says little, how that compares with a yardstick on the same machine
at the same moment says much: the two take turns, and each pair of turns gives a ratio.
"""

from collections.abc import Sequence
from statistics import median

Pair = tuple[float, float]
"""What the yardstick did, and what the other did right after it."""


def head(one: str, other: str) -> None:
    """Print what the columns are."""
    print(f"{'':44}{one:>10}{other:>10}{'ratio: min':>14}{'median':>9}{'max':>7}   target")


def row(what: str, pairs: Sequence[Pair], target: str = "") -> None:
    """Print one line: medians of both, and the ratios pair by pair."""
    one, other = (median(column) for column in zip(*pairs, strict=True))
    ratios = sorted(second / first for first, second in pairs if first)
    if ratios:
        low, middle, high = ratios[0], median(ratios), ratios[-1]
        spread = f"{low:>14.2f}{middle:>9.2f}{high:>7.2f}"
        print(f"{what:<44}{one:>10.2f}{other:>10.2f}{spread}   {target}", flush=True)
