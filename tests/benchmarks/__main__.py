"""Measure Woven beside a bare server that does one commit and one emit: `make bench`.

What a machine does in a second says little, how that compares with the bare server on the same
machine at the same moment says much: the two take turns, and each pair of turns gives a ratio.
Nothing here fails for being slow. Other work on the machine, and a disk that is slow to sync,
makes the two look more alike than they are; the processor's time by tick does not change so much.
"""

from collections.abc import Sequence
from statistics import median, quantiles

from tests.benchmarks import bench_streaks, rosters, screens, sealing, serving
from tests.benchmarks.serving import Server

PAIRS = 5
COUPLES = 8
YEARS = 10
RATE, COUNT = 40, 160
WARM, SECONDS = 0.5, 2.5
WARM_ROUNDS, ROUNDS = 40, 300

Pair = tuple[float, float]
"""What the one did, and what the other did right after it."""


def paced(server: Server) -> Pair:
    """Return the median and the 99th percentile, in ms, from ana's PUT to ben's socket."""
    took = server.load("paced", server.couples[:1], listen=True, rate=RATE, count=COUNT)
    return median(took) * 1000, quantiles(took, n=100)[98] * 1000


def saturated(server: Server) -> Pair:
    """Return ticks a second, everybody ticking and listening, and µs of the processor a tick."""
    before = server.cpu()
    rate = server.load("saturated", server.couples, listen=True, warm=WARM, seconds=SECONDS)
    return rate, (server.cpu() - before) / (rate * (WARM + SECONDS)) * 1e6


def by_age(woven: Server) -> tuple[float, ...]:
    """Return the ms of a tick on habits that are new, weeks old and years old.

    The lowest tenth's: what takes longer waited for others, on disk and processor, and tells
    nothing of age.
    """
    ages = [woven.special[name] for name in ("new", "weeks", "years")]
    times = woven.load("by_turns", ages, listen=False, warm=WARM_ROUNDS, count=ROUNDS)
    return tuple(quantiles(each, n=10)[0] * 1000 for each in times)


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


def main() -> None:
    """Print the tables, what browsers see, then the streak engine's own figures."""
    with serving.bare(COUPLES) as bare, serving.woven(COUPLES, YEARS) as woven:
        head("bare", "Woven")
        latency = [(paced(bare), paced(woven)) for _ in range(PAIRS)]
        row(
            f"ms from tick to push, {RATE} a second: p50",
            [(one[0], other[0]) for one, other in latency],
            "≤ 2.5",
        )
        row("  p99", [(one[1], other[1]) for one, other in latency])
        load = [(saturated(bare), saturated(woven)) for _ in range(PAIRS)]
        row(
            f"ticks a second, {COUPLES} couples at once",
            [(one[0], other[0]) for one, other in load],
            "≥ 0.35",
        )
        row("  µs of the processor a tick", [(one[1], other[1]) for one, other in load])
        print()
        ages = [by_age(woven) for _ in range(PAIRS)]
        head("new", f"{YEARS} years")
        row("ms of a tick on a habit of that age", [(age[0], age[2]) for age in ages], "≤ 1.1")
        head("12 weeks", f"{YEARS} years")
        row("ms of a tick on a habit of that age", [(age[1], age[2]) for age in ages])
    print()
    rosters.main()
    print()
    screens.main()
    print()
    sealing.main()
    print()
    bench_streaks.main()


if __name__ == "__main__":
    main()
