"""What holds on every page: for eyes, screen readers, small screens, and for privacy.

Errors in the console, broken content policy and requests to others are found by `open_window`.
"""

import pytest
from flask import Flask
from werkzeug.routing import RequestRedirect

from tests.e2e.conftest import OpenWindow
from tests.support.demo_world import DemoWorld
from tests.support.pages import NO_PAGES, PAGES, Page
from tests.support.window import Window
from tracker.web import pages as features

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

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


def visit(open_window: OpenWindow, demo: DemoWorld, page: Page) -> Window:
    """Open a page as the one who is to see it."""
    window = open_window(page.who)
    window.go(demo.path(page))
    return window


def test_no_page_is_left_out(app: Flask, demo: DemoWorld) -> None:
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


@each_page
def test_nothing_sticks_out_at_any_width(
    open_window: OpenWindow, demo: DemoWorld, page: Page
) -> None:
    window = visit(open_window, demo, page)
    wrong = {}
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 844})
        if parts := window.page.evaluate(STICKS_OUT):
            wrong[width] = parts
    assert wrong == {}


@each_page
def test_headings_make_an_outline(open_window: OpenWindow, demo: DemoWorld, page: Page) -> None:
    levels = visit(open_window, demo, page).page.evaluate(HEADINGS)
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert all(
        after <= before + 1 for before, after in zip(levels[:-1], levels[1:], strict=True)
    ), levels


@each_page
def test_fingers_find_everything(open_window: OpenWindow, demo: DemoWorld, page: Page) -> None:
    assert visit(open_window, demo, page).page.evaluate(TOO_SMALL) == []
