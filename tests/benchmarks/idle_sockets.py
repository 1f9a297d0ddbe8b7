"""What thousands of sockets cost that say nothing: `python -m tests.benchmarks.idle_sockets`.

Two of the same server take turns, one of them with all the sockets beside. Each person holds two,
and their pings (one in 45 s each) and the sweep go on meanwhile: that is what they cost a server.
What it takes of a processor while nobody ticks is missing to ticks when it is busy: where the
machine has other work to do, that line tells more than ticks a second. Memory is that of the
sockets after the first few hundred, by their number.
"""

import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from deploy.cluster import allow_many_sockets
from tests.benchmarks import serving, ticks
from tests.benchmarks.crowd import Crowd, crowd
from tests.benchmarks.serving import Server
from tests.benchmarks.table import head, row

T = TypeVar("T")

SOCKETS, FIRST = 9_500, 500
PAIRS = 4
COUPLES = 8
SETTLE = 2.0
"""Seconds until a socket that was opened is idle."""
UNPINGED = 45.0
"""Seconds until our first ping; the bare server's come after 25. Idling is measured with pings."""
QUIET = 6.0
"""Seconds over which idling is measured: three sweeps."""


def room_for(sockets: int) -> int:
    """Return how many sockets a server may have open here: each takes it two descriptors."""
    allow_many_sockets()
    return min(sockets, (resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 400) // 2)


def grown(server: Server, held: Crowd) -> float:
    """Open all the server's idle sockets; return the KiB that each of them took."""
    server.load("saturated", server.couples, listen=True, warm=0, seconds=1)  # all code is in use
    held.open(server.idle[:FIRST])
    time.sleep(SETTLE)
    before = server.memory()
    held.open(server.idle[FIRST:])
    time.sleep(SETTLE)
    each = (server.memory() - before) / (len(server.idle) - FIRST)
    time.sleep(UNPINGED)
    return each


def idling(server: Server) -> float:
    """Return the percent of a processor that a server takes while nobody ticks."""
    before, began = server.cpu(), time.monotonic()
    time.sleep(QUIET)
    return (server.cpu() - before) / (time.monotonic() - began) * 100


def beside(empty: Server, full: Server) -> None:
    """Print how the two compare."""

    def turns(what: Callable[[Server], T]) -> list[tuple[T, T]]:
        return [(what(empty), what(full)) for _ in range(PAIRS)]

    head("without", "with them")
    rates = turns(ticks.saturated)
    row(f"ticks a second, {COUPLES} couples", [(a[0], b[0]) for a, b in rates], "≥ 0.9")
    row("  µs of the processor a tick", [(a[1], b[1]) for a, b in rates])
    waits = turns(ticks.paced)
    row("ms from tick to push: p50", [(a[0], b[0]) for a, b in waits])
    row("  p99", [(a[1], b[1]) for a, b in waits])
    row("% of a processor, nobody ticking", turns(idling))


def main(sockets: int = SOCKETS) -> None:
    """Print the figures."""
    sockets = room_for(sockets)
    print(f"{sockets} idle sockets")
    with serving.bare(COUPLES, idle=sockets) as bare, crowd(bare.port) as held:
        yardstick, ease = grown(bare, held), idling(bare)
    with (
        serving.woven(COUPLES, 1) as empty,
        serving.woven(COUPLES, 1, idle=sockets) as full,
        crowd(full.port) as held,
    ):
        memory, effort = grown(full, held), idling(full)
        beside(empty, full)
    head("bare", "Woven")
    row("KiB of memory a socket", [(yardstick, memory)], "≤ 1.5")
    row("% of a processor, nobody ticking", [(ease, effort)])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
