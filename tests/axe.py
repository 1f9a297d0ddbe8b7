"""`make axe`: axe over every page, light, dark, in forced colours, mirrored, and very full.

`python -m tests.axe today us` looks at the pages whose names begin so; --language fa asks for the
pages in that language. `make test` asks the same of the usual pages, light and dark.
"""

import argparse
import sys
from collections import Counter
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.support.chromium import chromium
from tests.support.pages import PAGES, Page
from tests.support.server import served
from tests.support.servers import Missing
from tests.support.shown_worlds import WORLDS
from tests.support.window import Window

AXE = """(without) => axe.run({
  resultTypes: ["violations"],
  rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
}).then((found) => [
  found.passes.length, found.violations.map(({ id, nodes }) => [id, nodes.map(
    ({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`)])])"""
FEW = """(is) => document.querySelectorAll(
  ".call + .call ~ .call, #shapes article + article ~ article"
).forEach((one) => { one.hidden = is; })"""
"""Of what the API's page has two hundred of, made by one template, two of a section will do."""
WIDER = """() => Math.max(0, document.documentElement.scrollWidth
  - document.documentElement.clientWidth)"""
MIRROR = "document.documentElement.dir = 'rtl'"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
    "mirrored": {"color_scheme": "light", "forced_colors": "none"},
}
WITHOUT = {"forced colours": ["color-contrast"]}
"""Rules that say nothing there: the colours are the system's, and scripts are told the page's."""
NARROW, HEIGHT = 320, 844


def looked_at(window: Window, page: Page, counts: Counter[str]) -> list[str]:
    """Ask axe of an open page in every look, at 320 px; return what it found, in words."""
    found = []
    window.page.evaluate(AXE_SCRIPT)
    window.page.evaluate(FEW, True)
    for look, media in LOOKS.items():
        window.page.emulate_media(**media)
        if look == "mirrored":
            window.page.evaluate(MIRROR)
        passed, violations = window.page.evaluate(AXE, WITHOUT.get(look, []))
        counts[f"{look}: pages"] += 1
        counts[f"{look}: rules passed"] += passed
        for rule, nodes in violations:
            counts[f"{look}: found"] += len(nodes)
            found += [f"{page.name}, {look}: {rule}: {node}" for node in nodes]
        if wider := window.page.evaluate(WIDER):
            counts[f"{look}: found"] += 1
            found.append(f"{page.name}, {look}: {wider} px wider than {NARROW}")
    return found


def run(names: tuple[str, ...], state: str, language: str) -> list[str]:
    """Look at all pages of one world; print a table and return what was found."""
    counts: Counter[str] = Counter()
    found = []
    with served() as server, chromium() as browser:
        world = WORLDS[state](server)
        for page in (page for page in PAGES if page.name.startswith(names)):
            try:
                path = world.path(page)
            except KeyError:  # what this world has not got
                continue
            size = {"width": NARROW, "height": HEIGHT}
            window = world.window(browser, page.who, viewport=size, locale=language)
            window.go(path)
            found += looked_at(window, page, counts)
            found += [f"{page.name}: {one}" for one in window.complaints]
            window.close()
    print(f"| {state}, {language} | pages | rules passed | found |\n| --- | --- | --- | --- |")
    for look in LOOKS:
        cells = [str(counts[f"{look}: {what}"]) for what in ("pages", "rules passed", "found")]
        print("| " + " | ".join([look, *cells]) + " |")
    return found


def main() -> str | int:
    """Do what the command line says; return what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.axe", description=__doc__)
    parser.add_argument("pages", nargs="*", help="how the names of the pages begin; default: all")
    parser.add_argument("--state", choices=WORLDS, action="append", help="default: usual")
    parser.add_argument("--language", default="en-GB", help="that the browser asks for, e.g. fa")
    given = parser.parse_args()
    found = []
    try:
        for state in given.state or ["usual"]:
            found += run(tuple(given.pages) or ("",), state, given.language)
    except Missing as missing:
        return str(missing)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
