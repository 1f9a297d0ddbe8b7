"""How long a tick takes to the other's screen: `python -m tests.benchmarks.screens`.

Two Chromiums on this machine, both with Today open; from one's tap to the frame in which the
other's page has drawn the thread.
"""

import tempfile
from pathlib import Path
from statistics import median, quantiles

from tests.support.agreeing import agree
from tests.support.chromium import chromium
from tests.support.hand import Hand
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.screens import from_tap_to_thread
from tests.support.server import LiveServer
from tests.support.servers import Missing
from tests.support.today import Row, Today
from tests.support.window import Window

WARM, TAPS = 6, 100


def measure() -> list[float]:
    """Return the ms of each tick and untick."""
    with tempfile.TemporaryDirectory() as folder, LiveServer(Path(folder)) as server:
        ana, ben = Remote(server, "ana"), Remote(server, "ben")
        link(ana, ben)
        title = agree(ana, ben, mode="each")["title"]
        with chromium() as browser:
            rows: list[Row] = []
            for person in ana, ben:
                window = Window(browser, server.url)
                window.sign_in(person.email)
                rows.append(Today(Hand(window)).open().row(title))
            from_tap_to_thread(rows[0], rows[1], WARM)
            return from_tap_to_thread(rows[0], rows[1], TAPS)


def main() -> None:
    """Print the figures."""
    try:
        took = measure()
    except Missing as missing:
        print(missing)
        return
    print(f"{'ms from tap to the thread on the other screen':44}{'target':>10}")
    print(f"  median {median(took):>6.1f}{'< 100':>39}")
    print(f"  p95    {quantiles(took, n=20)[-1]:>6.1f}")
    print(f"  max    {max(took):>6.1f}")


if __name__ == "__main__":
    main()
