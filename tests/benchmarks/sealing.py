"""What a clock tells the curious partner: `python -m tests.benchmarks.sealing`.

Ben asks the same things again and again, by turns with ana sealed and with ana having answered
nothing, and guesses by how long each answer took. Who knows nothing is right in half of the cases:
what is printed is how often the best guess is, and how far chance alone would move that. That both
put the same statements to the store is what `tests/security/test_sealing.py` checks.
"""

import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from math import sqrt
from pathlib import Path
from statistics import median

from tests.support import checkins
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.server import LiveServer

ROUNDS, ASKS, WARM = 20, 10, 30
FORTNIGHTLY = 2
PATHS = ("/api/check-ins/current", "/check-in", "/check-in/1", "/today", "/us", "/api/changes")


def took(ask: Callable[[], object]) -> float:
    """Return the ms of one answer."""
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def right(one: list[float], other: list[float]) -> float:
    """Return how often a guess by which of two took longer is right, 0.5 to 1.

    The chance that one of these is above one of those (Mann and Whitney), either way round.
    """
    above = sum((a > b) + (a == b) / 2 for a in one for b in other) / (len(one) * len(other))
    return max(above, 1 - above)


def by_chance(count: int) -> float:
    """Return what `right` stays below in 19 of 20 cases where there is nothing to tell."""
    return 0.5 + 1.96 * sqrt((2 * count + 1) / (12 * count * count))


def measure() -> dict[str, tuple[list[float], list[float]]]:
    """Return by path the ms of ben's answers while ana has answered nothing, and while sealed."""
    with tempfile.TemporaryDirectory() as folder, LiveServer(Path(folder)) as server:
        ana, ben = Remote(server, "ana"), Remote(server, "ben")
        link(ana, ben)
        checkins.agree(ana, ben, FORTNIGHTLY)
        found: dict[str, tuple[list[float], list[float]]] = {path: ([], []) for path in PATHS}
        for _ in range(WARM):
            for path in PATHS:
                ben.get(path)
        dice = random.Random(8)
        for _ in range(ROUNDS):
            states = [0, 1]
            dice.shuffle(states)
            for sealed in states:
                if sealed:
                    checkins.seal(ana)
                for _ in range(ASKS):
                    for path in dice.sample(PATHS, len(PATHS)):
                        found[path][sealed].append(took(partial(ben.get, path)))
                if sealed:
                    checkins.withdraw(ana)
        return found


def main() -> None:
    """Print the table."""
    chance = by_chance(ROUNDS * ASKS)
    print(f"{'ms of an answer to the curious partner':44}{'not sealed':>12}{'sealed':>10}  guessed")
    for path, (open_, sealed) in measure().items():
        share = f"{right(open_, sealed):.1%}"
        print(f"  {path:42}{median(open_):>12.2f}{median(sealed):>10.2f}{share:>9}")
    print(f"  by chance alone up to {chance:.1%}; it would have to be far above to tell anything")


if __name__ == "__main__":
    main()
