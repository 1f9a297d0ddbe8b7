"""The quick exit: by touch and by keyboard, with and without a network, and without scripts."""

import pytest
from playwright.sync_api import Page, Route

from tests.e2e.conftest import OpenWindow
from tests.support.window import Window

ELSEWHERE = "https://www.wikipedia.org/"
WAYS = (
    ("nobody", "/reading", "click"),
    ("ana", "/today", "click"),
    ("ana", "/settings/leaving", "Esc twice"),
    ("nobody", "/reading", "Esc twice"),
    ("ana", "/today", "Enter"),
)


def inside(open_window: OpenWindow, who: str, path: str, **options: object) -> Window:
    """Open a page, with another one of ours before it, and let Elsewhere be near."""
    window = open_window(who, **options)  # type: ignore[arg-type]
    window.expect("foreign: https://www.wikipedia.org/")
    window.context.route(f"{ELSEWHERE}**", elsewhere)
    window.go("/")
    window.go(path)
    return window


def elsewhere(route: Route) -> None:
    """Answer for the place that Exit leads to."""
    route.fulfill(content_type="text/html", body="<title>Elsewhere</title><p>Hello")


def press_twice(page: Page) -> None:
    """Press Esc twice."""
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("who", "path", "how"), WAYS)
def test_it_leads_away_and_takes_the_pages_place_in_the_history(
    open_window: OpenWindow, who: str, path: str, how: str
) -> None:
    window = inside(open_window, who, path)
    page = window.page
    before = page.evaluate("history.length")
    if how == "click":
        page.get_by_role("link", name="Exit").click()
    elif how == "Enter":
        page.get_by_role("link", name="Exit").focus()
        page.keyboard.press("Enter")
    else:
        press_twice(page)
    page.wait_for_url(ELSEWHERE)
    assert page.title() == "Elsewhere"
    assert page.evaluate("history.length") == before
    page.go_back()
    assert page.url == f"{window.url}/"  # what was left is not behind the first step back


def test_esc_works_also_while_typing(open_window: OpenWindow) -> None:
    window = inside(open_window, "ana", "/settings/you")
    window.page.get_by_label("Your name").fill("Somebody")
    press_twice(window.page)
    window.page.wait_for_url(ELSEWHERE)


def test_esc_once_or_slowly_leads_nowhere(open_window: OpenWindow) -> None:
    window = inside(open_window, "nobody", "/reading")
    window.page.keyboard.press("Escape")
    window.page.wait_for_timeout(1000)
    window.page.keyboard.press("Escape")
    window.page.wait_for_timeout(200)
    assert window.page.url == f"{window.url}/reading"
    assert window.page.get_by_role("heading", name="Reading").is_visible()


@pytest.mark.parametrize("how", ["click", "Esc twice"])
def test_without_a_network_nothing_of_the_page_is_left(open_window: OpenWindow, how: str) -> None:
    window = inside(open_window, "ana", "/settings/leaving")
    offline = "ERR_INTERNET_DISCONNECTED|Failed to load resource|fetching the script"
    window.expect(f"{offline}|WebSocket|socket.io")
    window.context.unroute(f"{ELSEWHERE}**")
    window.context.set_offline(True)
    page = window.page
    if how == "click":
        page.get_by_role("link", name="Exit").click()
    else:
        press_twice(page)
    page.wait_for_function("!document.body || !document.body.innerText.includes('Leave now')")
    assert "Woven" not in page.title()
    window.context.set_offline(False)
    page.go_back()
    assert page.url == f"{window.url}/"


def test_on_a_slow_network_the_page_is_gone_at_once(open_window: OpenWindow) -> None:
    window = inside(open_window, "ana", "/settings/leaving")
    shown, title = window.page.evaluate(
        """() => {
          document.querySelector("[data-exit]").click();
          return [document.querySelector("main").checkVisibility(), document.title];
        }"""
    )
    assert not shown
    assert "Woven" not in title
    window.page.wait_for_url(ELSEWHERE)


def test_without_scripts_it_is_a_plain_link(open_window: OpenWindow) -> None:
    window = inside(open_window, "ana", "/settings", java_script_enabled=False)
    window.page.get_by_role("link", name="Exit").click()
    window.page.wait_for_url(ELSEWHERE)
