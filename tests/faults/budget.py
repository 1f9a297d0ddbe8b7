"""How much of a fault run is done: all of it by its command, a tenth of it in the tests."""

import math
import time
from collections.abc import Iterator


class Budget:
    """So many rounds, or as many as begin within some seconds; always one."""

    def __init__(self, rounds: int, seconds: float = math.inf) -> None:
        self.rounds = rounds
        self.seconds = seconds

    def __iter__(self) -> Iterator[int]:
        """Yield the number of each round, from 0 on; the clock starts with the first."""
        deadline = time.monotonic() + self.seconds
        for number in range(max(1, self.rounds)):
            if number and time.monotonic() >= deadline:
                return
            yield number


def tenth(rounds: int, seconds: float) -> Budget:
    """Return the budget of a run within `make test`."""
    return Budget(math.ceil(rounds / 10), seconds)
