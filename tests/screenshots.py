"""`make screenshots`: a picture of every page, for the README and for looking at one's work.

The demo's people on a server of its own, on one and the same evening; three widths, light and
dark. `python -m tests.screenshots today us` takes the pages whose names begin so. Other states,
languages and ways to look are options.
"""

import argparse
import itertools
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.support.chromium import chromium
from tests.support.demo_world import DemoWorld
from tests.support.moved_server import MovedServer
from tests.support.pages import PAGES, Page
from tests.support.servers import Missing
from tests.support.shown_states import refuse, unplug
from tests.support.shown_worlds import WORLDS
from tests.support.window import Window

ROOT = Path(__file__).resolve().parents[1]
EVENING = datetime(2026, 11, 18, 18, 40, tzinfo=UTC)
"""A Wednesday: some of the week is done, some of it is still to come."""
ZONE = "Europe/Berlin"
HEIGHTS = {320: 690, 390: 844, 820: 1180, 1280: 800}
WIDTHS = (390, 820, 1280)
SCHEMES = ("light", "dark")
STATES = ("usual", "empty", "full", "error", "offline")
ERRORS = (
    Page("error-habit", "/habits/00000000-0000-7000-8000-000000000000", "ana"),
    Page("error-reset", "/forgot/a-link-that-was-mailed-long-ago-0", "nobody"),
    Page("error-sign-up", "/sign-up/a-link-that-was-mailed-long-ago-0", "nobody"),
    Page("error-confirm", "/confirm/a-link-that-was-mailed-long-ago-0", "nobody"),
    Page("error-not-found", "/nowhere", "ana"),
)
"""Pages of the state `error` that no form leads to."""
LETTERS = "(percent) => { document.documentElement.style.fontSize = `${percent}%`; }"
MIRROR = "document.documentElement.dir = 'rtl'"


@dataclass(frozen=True)
class Look:
    """How the pages are looked at."""

    folder: Path
    state: str = "usual"
    widths: tuple[int, ...] = WIDTHS
    schemes: tuple[str, ...] = SCHEMES
    language: str = "en-GB"
    forced_colors: bool = False
    letters: int = 100
    rtl: bool = False
    split: int = 0

    def window(self, world: DemoWorld, browser: Browser, page: Page, **how: Any) -> Window:
        """Open a browser for a page, not yet at it."""
        width = how["width"]
        return world.window(
            browser,
            page.who,
            viewport={"width": width, "height": HEIGHTS.get(width, 844)},
            color_scheme=how["scheme"],
            forced_colors="active" if self.forced_colors else "none",
            device_scale_factor=2 if width < 500 else 1,
            locale=self.language,
            timezone_id=ZONE,
        )

    def name(self, page: Page, width: int, scheme: str) -> str:
        """Return what a picture is called; plain where nothing is out of the usual."""
        parts = [page.name, str(width), scheme]
        parts += [self.state] * (self.state != "usual")
        parts += [self.language] * (self.language != "en-GB")
        parts += ["rtl"] * self.rtl + ["forced"] * self.forced_colors
        parts += [f"letters{self.letters}"] * (self.letters != 100)
        return "-".join(parts) + ".png"


def take(pages: list[Page], look: Look) -> int:
    """Take all pictures of these pages; return how many."""
    look.folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        tempfile.TemporaryDirectory() as instance,
        MovedServer(Path(instance), EVENING) as server,
        chromium() as browser,
    ):
        with server.its_time():
            world = WORLDS.get(look.state, DemoWorld)(server)
        there = list(_there(world, pages))
        for width, scheme in itertools.product(look.widths, look.schemes):
            for page, path in there:
                window = look.window(world, browser, page, width=width, scheme=scheme)
                window.go(path)
                if _brought_about(window, page, look):
                    _picture(window, look.folder / look.name(page, width, scheme), look.split)
                    count += 1
                window.close()
    return count


def _there(world: DemoWorld, pages: list[Page]) -> Iterator[tuple[Page, str]]:
    """Leave out what a world has not got: no habit, no round, no client."""
    for page in pages:
        try:
            yield page, world.path(page)
        except KeyError:
            continue


def _brought_about(window: Window, page: Page, look: Look) -> bool:
    """Bring a page into its state; tell whether it has that."""
    if look.state == "error" and page not in ERRORS and not refuse(window.page):
        return False
    if look.state == "offline":
        unplug(window)
    if look.letters != 100:
        window.page.evaluate(LETTERS, look.letters)
    if look.rtl:
        window.page.evaluate(MIRROR)
    return True


def _picture(window: Window, path: Path, split: int) -> None:
    # Not Playwright's full page: what is fixed to the bottom would stand in the middle.
    tall = window.page.evaluate("document.documentElement.scrollHeight")
    assert window.page.viewport_size is not None
    width = window.page.viewport_size["width"]
    window.page.set_viewport_size({"width": width, "height": tall})
    for number, top in enumerate(range(0, tall, split or tall), 1):
        part: Any = {"x": 0, "y": top, "width": width, "height": min(split or tall, tall - top)}
        there = path.with_stem(f"{path.stem}-{number}") if split else path
        window.page.screenshot(path=there, clip=part, animations="disabled")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    add = parser.add_argument
    add("pages", nargs="*", help="how the names of the pages begin; default: all")
    add("--folder", "--into", type=Path, default=ROOT / "screenshots", help="for the pictures")
    add("--state", choices=STATES, default="usual", help="default: usual (the demo)")
    add("--width", type=int, action="append", help="in pixels, may be repeated; default: three")
    add("--scheme", choices=SCHEMES, action="append", help="default: both")
    add("--language", default="en-GB", help="that the browser asks for, e.g. fa")
    add("--rtl", action="store_true", help="turn the layout round, whatever the language")
    add("--forced-colors", action="store_true", help="as with a contrast theme of the system")
    add("--letters", type=int, default=100, metavar="PERCENT", help="size of the letters")
    add("--split", type=int, default=0, metavar="PIXELS", help="cut tall pages into such pieces")
    return parser


def main() -> str | None:
    """Do what the command line says; return what went wrong."""
    given = _arguments().parse_args()
    look = Look(
        folder=given.folder,
        state=given.state,
        widths=tuple(given.width or WIDTHS),
        schemes=tuple(given.scheme or SCHEMES),
        language=given.language,
        forced_colors=given.forced_colors,
        letters=given.letters,
        rtl=given.rtl,
        split=given.split,
    )
    known = (*ERRORS, *PAGES) if look.state == "error" else PAGES
    pages = [page for page in known if page.name.startswith(tuple(given.pages) or "")]
    if not pages:
        return f"No page is called so. There are: {', '.join(page.name for page in known)}"
    try:
        count = take(pages, look)
    except Missing as missing:
        return str(missing)
    print(f"{count} pictures in {given.folder}")
    return None


if __name__ == "__main__":
    sys.exit(main())
