"""What a tick costs, beside a bare server that does one commit and one emit for it.

Other work on the machine, and a disk that is slow to sync, makes the two look more alike than they
are; the processor's time by tick does not change so much.
"""

from statistics import median, quantiles

from tests.benchmarks import serving
from tests.benchmarks.serving import Server
from tests.benchmarks.table import Pair, head, row

PAIRS = 5
COUPLES = 8
YEARS = 10
RATE, COUNT = 40, 160
WARM, SECONDS = 0.5, 2.5
WARM_ROUNDS, ROUNDS = 40, 300


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


def main() -> None:
    """Print both tables."""
    with serving.bare(COUPLES) as bare, serving.woven(COUPLES, YEARS) as woven:
        head("bare", "Woven")
        latency = [(paced(bare), paced(woven)) for _ in range(PAIRS)]
        row(
            f"ms from tick to push, {RATE} a second: p50",
            [(one[0], other[0]) for one, other in latency],
            "≤ 2",
        )
        row("  p99", [(one[1], other[1]) for one, other in latency], "≤ 2.5")
        load = [(saturated(bare), saturated(woven)) for _ in range(PAIRS)]
        row(
            f"ticks a second, {COUPLES} couples at once",
            [(one[0], other[0]) for one, other in load],
            "≥ 0.5",
        )
        row("  µs of the processor a tick", [(one[1], other[1]) for one, other in load])
        print()
        ages = [by_age(woven) for _ in range(PAIRS)]
        head("new", f"{YEARS} years")
        row("ms of a tick on a habit of that age", [(age[0], age[2]) for age in ages], "≤ 1.1")
        head("12 weeks", f"{YEARS} years")
        row("ms of a tick on a habit of that age", [(age[1], age[2]) for age in ages])


if __name__ == "__main__":
    main()
