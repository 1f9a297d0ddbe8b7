"""Measure Woven beside a bare server that does one commit and one emit: `make bench`.

Figures of a machine mean little, their ratios to those of the bare server on the same machine at
the same moment mean much: the two take turns, and each pair of turns gives a ratio. Nothing here
fails for being slow.
"""

import sys
from collections.abc import Callable, Sequence
from statistics import median, quantiles

from tests.benchmarks import bench_streaks, serving
from tests.benchmarks.serving import Server

PAIRS = 5
COUPLES = 8
YEARS = 10
RATE, COUNT = 40, 160
WARM, SECONDS = 0.5, 2.5
TURNS = 400

Pair = tuple[float, float]
"""What the bare server did, and what Woven did right after it."""


def paced(server: Server) -> tuple[float, float]:
    """Return the median and the 99th percentile, in ms, from ana's PUT to ben's socket."""
    took = server.load("paced", server.couples[:1], listen=True, rate=RATE, count=COUNT)
    return median(took) * 1000, quantiles(took, n=100)[98] * 1000


def saturated(server: Server) -> float:
    """Return ticks a second with all couples ticking, everybody listening."""
    return float(
        server.load("saturated", server.couples, listen=True, warm=WARM, seconds=SECONDS)
    )


def by_age(woven: Server) -> Pair:
    """Return the median ms of a tick on a new habit, and on one with years of history."""
    pair = [woven.special["new"], woven.special["old"]]
    new, old = woven.load("by_turns", pair, listen=False, warm=40, count=TURNS)
    return median(new) * 1000, median(old) * 1000


def row(what: str, unit: str, pairs: Sequence[Pair], target: str) -> None:
    """Print one line: medians, and the ratios pair by pair."""
    ratios = sorted(second / first for first, second in pairs)
    base, ours = (median(column) for column in zip(*pairs, strict=True))
    spread = f"{ratios[0]:.2f} {median(ratios):>6.2f} {ratios[-1]:>6.2f}"
    print(f"{what:<39}{base:>9.2f}{ours:>9.2f} {unit:<4}{spread:>21}   {target}", flush=True)


def main() -> None:
    """Print the table, then the streak engine's own figures."""
    with serving.bare(COUPLES) as bare, serving.woven(COUPLES, YEARS) as woven:
        print(f"{'':39}{'bare':>9}{'Woven':>9} {'':4}{'ratio min/med/max':>21}   target")
        latency = [(paced(bare), paced(woven)) for _ in range(PAIRS)]
        what = f"tick to push, {RATE}/s"
        row(f"{what}, p50", "ms", [(b[0], w[0]) for b, w in latency], "median ≤ 2.5")
        row(f"{what}, p99", "ms", [(b[1], w[1]) for b, w in latency], "")
        ticks = [(saturated(bare), saturated(woven)) for _ in range(PAIRS)]
        row(f"ticks a second, {COUPLES} couples at once", "", ticks, "median ≥ 0.35")
        print(f"{'':39}{'new':>9}{f'{YEARS} y':>9}")
        ages = [by_age(woven) for _ in range(PAIRS)]
        row(f"tick, answered, by the habit's age", "ms", ages, "median ≤ 1.1")
    print()
    bench_streaks.main()


if __name__ == "__main__":
    main()
