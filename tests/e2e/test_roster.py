"""A coach's roster in a real browser: what it costs the server, and a morning's work with keys.

A tenth of it in `make test`; `make roster` runs 200 couples with two years each.
"""

import json
import os
from statistics import median
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.support.server import LiveServer
from tests.support.window import Window

FULL = os.environ.get("WOVEN_FULL") == "1"
COUPLES = 200 if FULL else 20
YEARS = 2.0 if FULL else 0.5
SHOWN = min(COUPLES, 50)
LOADS = 20
MOST = 1000
"""µs a row at the median: what other work on a machine may make of it; 100 are meant."""
DESK: Any = {"width": 1280, "height": 900}
FIRST = """() => {
  const { requestStart, responseStart } = performance.getEntriesByType("navigation")[0];
  return responseStart - requestStart;
}"""
TOOK = """async ([address, loads]) => {
  performance.clearResourceTimings();
  for (let load = 0; load < loads; load += 1) await (await fetch(`${address}?${load}`)).text();
  return performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes(`${address}?`))
    .map(({ requestStart, responseStart }) => responseStart - requestStart);
}"""
"""How long the server took to answer, as the browser saw it: nothing else goes on meanwhile."""


@pytest.fixture(scope="module")
def people(demo: Any) -> dict[str, Any]:
    """Add a coach with many couples to the server, and return who they are."""
    server: LiveServer = demo.server
    words = ["demo", "--years", str(YEARS), "--couples", str(COUPLES)]
    result = server.app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def roster(demo: Any, browser: Browser, people: dict[str, Any]) -> Any:
    """Return the coach's window on the roster; it has not complained when all is over."""
    window = Window(browser, demo.server.url, viewport=DESK)
    window.sign_in(people["coach"]["email"], people["coach"]["password"])
    yield window
    complaints = window.complaints
    window.close()
    assert complaints == []


def lines(page: Page) -> list[str]:
    """Return what the couples are called, from above."""
    return page.locator(".roster tbody th a").all_inner_texts()


def is_at(page: Page, query: str) -> None:
    """Wait until the page shows what this address asks for, without having been loaded anew."""
    expect(page.locator("main")).to_have_attribute("data-here", f"/coach{query}")
    assert page.evaluate("window.sinceThen") is True


def test_what_a_row_costs_the_server(roster: Window) -> None:
    roster.go("/coach")  # works out the figures of the day
    first = roster.page.evaluate(FIRST)
    expect(roster.page.locator(".roster tbody tr")).to_have_count(SHOWN)
    took = roster.page.evaluate(TOOK, ["/coach", LOADS])
    bare = roster.page.evaluate(TOOK, ["/reading", LOADS])
    assert len(took) == LOADS
    micros = 1000 * median(took) / COUPLES
    print(
        f"\n{COUPLES} couples, {YEARS:g} years each, {SHOWN} of them on the page: "
        f"{median(took):.1f} ms of the server at the median of {LOADS}, {min(took):.1f} at least "
        f"(a page without a roster: {median(bare):.1f}); {first:.0f} ms the first time\n"
        f"{micros:.0f} µs a row; {1000 * (median(took) - median(bare)) / COUPLES:.0f} µs beyond "
        "what every page takes"
    )
    assert micros < MOST


def test_a_morning_with_the_roster(roster: Window, people: dict[str, Any]) -> None:
    page = roster.page
    roster.go("/coach")
    page.evaluate("window.sinceThen = true")
    everybody = page.locator("#found").inner_text()
    assert everybody == f"{COUPLES} couples"

    page.click("#by-name")
    is_at(page, "?sort=name")
    assert lines(page) == sorted(lines(page), key=str.lower)
    page.click("#by-d28")
    is_at(page, "?sort=d28")
    heading = page.locator("th.d28")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#by-d28")).to_be_focused()
    page.keyboard.press("Enter")
    is_at(page, "?sort=d28&order=up")
    expect(heading).to_have_attribute("aria-sort", "ascending")

    wanted = lines(page)[3]
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(wanted)
    expect(page.locator(".roster tbody th a").first).to_have_text(wanted)
    expect(page.locator("main")).not_to_have_attribute("data-here", "/coach?sort=d28&order=up")
    assert set(lines(page)) == {wanted}
    expect(page.locator("#q")).to_have_value(wanted)
    expect(page.locator("#announcer")).to_have_text(page.locator("#found").inner_text())

    page.locator(".initials button").click()
    short = " & ".join(name[0] for name in wanted.split(" and "))
    expect(page.locator(".roster tbody th a").first).to_have_text(short)
    assert wanted not in page.locator("table").inner_text()
    page.locator(".initials button").click()
    expect(page.locator(".roster tbody th a").first).to_have_text(wanted)


def test_keys_lead_from_couple_to_couple(roster: Window) -> None:
    page = roster.page
    roster.go("/coach?sort=name")
    names = page.locator(".roster tbody th a")
    for key, place in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(names.nth(place)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.get_by_role("button", name="Turn these keys off").click()
    page.keyboard.press("j")
    expect(page.get_by_role("button", name="Turn these keys on")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    expect(names.first).to_be_focused()
    called = names.first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(called)


def test_a_pause_of_theirs_arrives_while_the_coach_looks(
    roster: Window, demo: Any, people: dict[str, Any]
) -> None:
    page, url = roster.page, demo.server.url
    who = people["couples"][0]["partners"][0]
    secret = requests.post(f"{url}/api/tokens", json=who, timeout=10).json()["token"]
    partner = requests.Session()
    partner.headers["Authorization"] = f"Bearer {secret}"
    client = partner.get(f"{url}/api/couple/coach").json()["id"]
    roster.go("/coach")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    page.evaluate("window.sinceThen = true")
    line = page.locator(f"#c-{client} th")
    expect(line).not_to_contain_text("Paused")
    today = partner.get(f"{url}/api/me").json()["local_date"]
    pause = partner.post(f"{url}/api/pauses", json={"first": today, "last": today})
    assert pause.status_code == 201, pause.text
    expect(line).to_contain_text("Paused until")
    assert partner.delete(f"{url}/api/pauses/{pause.json()['id']}").status_code == 204
    expect(line).not_to_contain_text("Paused")
    assert page.evaluate("window.sinceThen") is True
