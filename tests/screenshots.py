"""`make screenshots`: a picture of every page, for the README and for looking at one's work.

The demo's people on a server of its own, on one and the same evening; three widths, light and
dark. `python -m tests.screenshots today us` takes the pages whose names begin so.
"""

import argparse
import itertools
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.chromium import chromium
from tests.support.demo_world import DemoWorld
from tests.support.moved_server import MovedServer
from tests.support.pages import PAGES, Page
from tests.support.servers import Missing

ROOT = Path(__file__).resolve().parents[1]
EVENING = datetime(2026, 11, 18, 18, 40, tzinfo=UTC)
"""A Wednesday: some of the week is done, some of it is still to come."""
ZONE = "Europe/Berlin"
WIDTHS = {390: 844, 820: 1180, 1280: 800}
SCHEMES: tuple[Any, ...] = ("light", "dark")


def take(pages: list[Page], folder: Path) -> int:
    """Take all pictures of these pages; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        tempfile.TemporaryDirectory() as instance,
        MovedServer(Path(instance), EVENING) as server,
        chromium() as browser,
    ):
        with server.its_time():
            world = DemoWorld(server)
        for width, scheme in itertools.product(WIDTHS, SCHEMES):
            for page in pages:
                window = world.window(
                    browser,
                    page.who,
                    viewport={"width": width, "height": WIDTHS[width]},
                    color_scheme=scheme,
                    device_scale_factor=2 if width < 500 else 1,
                    timezone_id=ZONE,
                )
                window.go(world.path(page))
                path = folder / f"{page.name}-{width}-{scheme}.png"
                # Not Playwright's full page: what is fixed to the bottom would stand in the middle.
                tall = window.page.evaluate("document.documentElement.scrollHeight")
                window.page.set_viewport_size({"width": width, "height": tall})
                window.page.screenshot(path=path, animations="disabled")
                window.close()
                count += 1
    return count


def main() -> str | None:
    """Do what the command line says; return what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("pages", nargs="*", help="how the names of the pages begin; default: all")
    parser.add_argument("--into", type=Path, default=ROOT / "screenshots", metavar="FOLDER")
    given = parser.parse_args()
    pages = [page for page in PAGES if page.name.startswith(tuple(given.pages) or "")]
    if not pages:
        return f"No page is called so. There are: {', '.join(page.name for page in PAGES)}"
    try:
        count = take(pages, given.into)
    except Missing as missing:
        return str(missing)
    print(f"{count} pictures in {given.into}")
    return None


if __name__ == "__main__":
    sys.exit(main())
