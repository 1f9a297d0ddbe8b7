"""`make weights`: what pages weigh over the wire, by kind, at a first visit and at the next one.

Six pages of the demo on phone settings, in KiB with headers. `python -m tests.weights today us`
weighs the pages of these names.
"""

import argparse
import sys
from collections import Counter
from typing import Any

from playwright.sync_api import Browser

from tests.lighthouse import PAGE_NAMES
from tests.support.chromium import chromium
from tests.support.demo_world import DemoWorld
from tests.support.pages import PAGES, Page
from tests.support.server import served
from tests.support.servers import Missing
from tests.support.window import Window

KINDS = {"Document": "HTML", "Stylesheet": "css", "Script": "js", "Font": "fonts"}
REST = "icons, other"
COLUMNS = (*KINDS.values(), REST)
CHECKED = ("HTML", "css", "js", REST)
"""What the budget of Today counts (tests/e2e/test_weight.py): all but fonts."""


def weighed(window: Window, path: str) -> Counter[str]:
    """Open a page and return the bytes of each kind that came over the wire for it."""
    wire = window.context.new_cdp_session(window.page)
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = KINDS.get(event["type"], REST)

    def finished(event: dict[str, Any]) -> None:
        weights[kinds.get(event["requestId"], REST)] += int(event["encodedDataLength"])

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    wire.send("Network.enable")
    window.page.goto(path, wait_until="networkidle")
    wire.detach()
    return weights


def visits(world: DemoWorld, browser: Browser, page: Page) -> list[Counter[str]]:
    """Weigh a page in a browser that knows nothing of it, and once more in the same browser."""
    world.session(browser, page.who)  # signing in is no part of the visit
    # A service worker answers from what it keeps, and what it fetched itself is not told here.
    window = world.window(browser, page.who, service_workers="block")
    first = weighed(window, world.path(page))
    window.page.goto("about:blank")
    second = weighed(window, world.path(page))
    window.close()
    return [first, second]


def row(name: str, weights: Counter[str]) -> str:
    """Return a row of the table."""
    parts = [*(weights[kind] for kind in COLUMNS), sum(weights[kind] for kind in CHECKED)]
    return "| " + " | ".join([name, *(f"{part / 1024:.1f}" for part in parts)]) + " |"


def run(names: list[str]) -> None:
    """Print the table."""
    print("| page, visit |", " | ".join(COLUMNS), "| all but fonts |")
    print("|", " | ".join(["---"] * (len(COLUMNS) + 2)), "|")
    with served() as server, chromium() as browser:
        world = DemoWorld(server)
        for page in (page for page in PAGES if page.name in names):
            for number, weights in enumerate(visits(world, browser, page)):
                words = "first" if number == 0 else "next"
                print(row(f"{page.name}, {words}", weights), flush=True)


def main() -> str | None:
    """Do what the command line says; return what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.weights", description=__doc__)
    parser.add_argument("pages", nargs="*", help="names of pages; default: those of Lighthouse")
    try:
        run(parser.parse_args().pages or list(PAGE_NAMES))
    except Missing as missing:
        return str(missing)
    return None


if __name__ == "__main__":
    sys.exit(main())
