"""What holds on every page: for small screens, fingers and screen readers, and for privacy.

Each page is opened once, and everything is asked of it then: opening takes longer than asking.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser
from werkzeug.routing import RequestRedirect

from tests.support.demo_world import DemoWorld
from tests.support.keys import Keys
from tests.support.pages import NO_PAGES, PAGES, Page, Who
from tests.support.window import PHONE, Window
from tracker.web import pages as features

# A window of 1280 px at 200 % is 640 px wide to the page, one at 400 % is 320.
WIDTHS = (320, 390, 640, 820, 1280)
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.body.querySelectorAll("*")]
    .filter((part) => part.getBoundingClientRect().right > width + 1)
    .map((part) => `${part.tagName.toLowerCase()}.${part.className}`);
  return out.length ? out.slice(-5) : ["the page"];
}"""
STICKS_OUT_AT_THE_LEFT = STICKS_OUT.replace(".right > width + 1", ".left < -1")
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((heading) => heading.checkVisibility())
  .map((heading) => Number(heading.tagName[1]))"""
TOO_SMALL = """() => [...document.querySelectorAll(
    "button, summary, select, textarea, input:not([type=hidden]), nav a, .button"
  )]
  .filter((part) => part.checkVisibility({ visibilityProperty: true }))
  .map((part) => [part, part.closest("label") ?? part.labels?.[0] ?? part])
  .filter(([part, area]) => ![part, area].some((one) => {
    const box = one.getBoundingClientRect();
    return box.width >= 43.5 && box.height >= 43.5;
  }))
  .map(([part]) => part.outerHTML.slice(0, 120))"""
ALIKE = ".call + .call ~ .call, #shapes article + article ~ article"
"""What the API's page has two hundred of, made by one template: two of a section will do."""
HIDE = f"""(is) => document.querySelectorAll("{ALIKE}").forEach((one) => {{ one.hidden = is; }})"""
AXE = """axe.run({ resultTypes: ["violations"] })
  .then((results) => results.violations)"""
AXE_COLOURS = AXE.replace(
    "resultTypes", "runOnly: ['color-contrast', 'link-in-text-block'], resultTypes"
)
SCHEMES: tuple[Any, ...] = ("dark", "light")


@pytest.fixture(scope="module")
def windows() -> Iterator[dict[Who, Window]]:
    """Each person's window: what all pages share is loaded once in it."""
    windows: dict[Who, Window] = {}
    yield windows
    for window in windows.values():
        window.close()


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.name)
def window(
    request: pytest.FixtureRequest, browser: Browser, demo: DemoWorld, windows: dict[Who, Window]
) -> Iterator[Window]:
    """Open each page once, as the one who is to see it."""
    page: Page = request.param
    if page.who not in windows:
        windows[page.who] = demo.window(browser, page.who)
    window = windows[page.who]
    if page.who == "nobody":
        window.context.clear_cookies()
    window.page.set_viewport_size(PHONE)
    window.go(demo.path(page))
    yield window
    window.leave()


def test_no_page_is_left_out(demo: DemoWorld) -> None:
    app = demo.server.app
    blueprints = {feature.blueprint.name for feature in features.FEATURES}
    there = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.partition(".")[0] in blueprints
    }
    addresses = app.url_map.bind("127.0.0.1:8000")
    listed = set()
    for page in PAGES:
        path = demo.path(page).partition("?")[0]
        try:
            if addresses.test(path, "GET"):
                listed.add(addresses.match(path, "GET")[0])
        except RequestRedirect:
            pytest.fail(f"{page.name} is not at {path}")
    assert there - listed - NO_PAGES == set(), "add them to tests/support/pages.py"


def test_headings_make_an_outline(window: Window) -> None:
    levels = window.page.evaluate(HEADINGS)
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.fixture
def thinned(window: Window) -> Iterator[Window]:
    """Hide what is there two hundred times, as long as each is looked at by itself."""
    window.page.evaluate(HIDE, True)
    yield window
    window.page.evaluate(HIDE, False)


def test_axe_finds_nothing(thinned: Window) -> None:
    window = thinned
    window.page.evaluate(AXE_SCRIPT)
    found = []
    # In the other scheme nothing but colours is another.
    for scheme, run in zip(SCHEMES, (AXE, AXE_COLOURS), strict=True):
        window.page.emulate_media(color_scheme=scheme)
        for wrong in window.page.evaluate(run):
            found += [
                f"{scheme}: {wrong['id']}: {node['html'][:200]} {node['failureSummary']}"
                for node in wrong["nodes"]
            ]
    assert found == []


def test_the_keyboard_gets_everywhere_and_shows_where_it_is(thinned: Window) -> None:
    thinned.page.set_viewport_size(PHONE)
    Keys(thinned.page).goes_round()


def test_fingers_find_everything(window: Window) -> None:
    assert window.page.evaluate(TOO_SMALL) == []


def test_nothing_sticks_out_at_any_width(window: Window) -> None:
    wrong = {}
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 844})
        if parts := window.page.evaluate(STICKS_OUT):
            wrong[width] = parts
    assert wrong == {}


def test_mirrored_nothing_sticks_out_either(thinned: Window) -> None:
    window = thinned
    window.page.evaluate("document.documentElement.dir = 'rtl'")
    wrong = {}
    for width in (WIDTHS[0], WIDTHS[-1]):
        window.page.set_viewport_size({"width": width, "height": 844})
        if parts := window.page.evaluate(STICKS_OUT_AT_THE_LEFT):
            wrong[width] = parts
    window.page.evaluate("document.documentElement.dir = 'ltr'")
    assert wrong == {}


def test_letters_twice_as_large_stick_out_nowhere(window: Window) -> None:
    wrong = {}
    window.page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in WIDTHS[2:]:
        window.page.set_viewport_size({"width": width, "height": 844})
        if parts := window.page.evaluate(STICKS_OUT):
            wrong[width] = parts
    window.page.evaluate("document.documentElement.style.fontSize = ''")
    assert wrong == {}


def test_nothing_went_wrong_and_nobody_else_was_asked(window: Window) -> None:
    assert window.complaints == []
