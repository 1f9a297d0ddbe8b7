"""Measure how fast Woven is: `make bench`, or by name, `make bench ARGS="ticks pages"`.

Each name is a module here, which says what it measures. Nothing fails for being slow.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

NAMES = (
    "ticks",
    "idle_sockets",
    "two_processes",
    "pages",
    "sync",
    "rosters",
    "screens",
    "sealing",
    "bench_streaks",
    "growth",
)
"""In this order; a new one is entered here."""


def main(names: Sequence[str]) -> None:
    """Print the figures of these, or of all."""
    unknown = set(names) - set(NAMES)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    for name in names or NAMES:
        print(f"\n{name}")
        import_module(f"tests.benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
