"""What a browser keeps of a site, found by enumerating it."""

import time
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page, expect

from tests.support.window import SLOW, Window

KEPT = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const registrations = await navigator.serviceWorker.getRegistrations();
  const pushed = async (one) => Boolean(await one.pushManager?.getSubscription());
  return {
    caches: await caches.keys(),
    databases: names,
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    workers: registrations.length,
    subscriptions: (await Promise.all(registrations.map(pushed))).filter(Boolean).length,
  };
}"""
NOTHING: dict[str, Any] = {
    "caches": [],
    "databases": [],
    "local": [],
    "session": [],
    "workers": 0,
    "subscriptions": 0,
}
IS_READY = """async () => (await navigator.serviceWorker.getRegistration())?.active?.state
  === "activated" && (await indexedDB.databases()).length > 0"""


def becomes(page: Page, script: str, *args: Any) -> None:
    """Wait until what an async function answers is true; the page may be another one meanwhile.

    Playwright's own `wait_for_function` takes a promise for true, whatever it comes to.
    """
    end = time.monotonic() + 3 * SLOW / 1000
    while True:
        with suppress(Error):
            if page.evaluate(script, *args):
                return
        assert time.monotonic() < end, script
        page.wait_for_timeout(50)


def keeps_nothing(page: Page) -> None:
    """Wait until nothing of the site is left in its browser.

    What hangs is not waited for at signing out: on a busy machine it goes a little later.
    """
    end = time.monotonic() + SLOW / 1000
    while (found := kept(page)) != NOTHING:
        assert time.monotonic() < end, found
        page.wait_for_timeout(50)


def kept(page: Page) -> dict[str, Any]:
    """Return all that this page's site keeps in its browser, but cookies."""
    found: dict[str, Any] = page.evaluate(KEPT)
    return found


def cookies(window: Window) -> set[str]:
    """Return the names of the cookies that a browser holds."""
    return {cookie["name"] for cookie in window.context.cookies()}


def fill(window: Window) -> None:
    """Wait until the device keeps what it keeps, and leave a word in each place it might use."""
    becomes(window.page, IS_READY)
    window.page.evaluate("localStorage.word = sessionStorage.word = 'something'")
    found = kept(window.page)
    assert found["databases"] == ["woven"]
    assert all(found[part] for part in ("caches", "workers", "local", "session")), found
    expect(window.page.locator("body")).to_have_attribute("data-live", "on")
