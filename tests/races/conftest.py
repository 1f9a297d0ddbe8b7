"""Races run on both databases, with real threads; each thread is a client of its own."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
"""Rounds of each race on each database; of some tests/faults/races.py (F7) has hundreds."""


def together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Make all calls at the same moment, each in a thread of its own; return their answers."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        start.wait(30)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
