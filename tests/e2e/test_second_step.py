"""A second step in a real browser: set up, signed out, signed in with a code, with and without."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenWindow
from tests.e2e.test_pages import AXE, STICKS_OUT, TOO_SMALL
from tests.support.authenticator import code
from tests.support.hand import Hand
from tests.support.people import PASSWORD
from tests.support.remote import Remote


def holds(page: Page) -> None:
    """Assert of a page that no address opens what tests/e2e/test_pages.py asserts of the others."""
    page.evaluate(AXE_SCRIPT)
    assert [wrong["id"] for wrong in page.evaluate(AXE)] == []
    assert page.evaluate(TOO_SMALL) == []
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(STICKS_OUT) == []


def test_it_is_set_up_and_asked_for(open_window: OpenWindow, ana: Remote) -> None:
    window = open_window(ana)
    page, hand = window.page, Hand(window)
    hand.open("/settings/second-step")
    hand.fill("Your password", PASSWORD)
    hand.tap("Set it up")
    page.locator(".qr svg").wait_for()
    hand.unfold("Type it instead")
    secret = page.locator(".secret").inner_text().replace(" ", "").replace("\n", "")
    holds(page)
    hand.fill("Code", code(secret, steps=-1))
    hand.tap("Turn it on")
    codes = page.locator(".codes li")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    holds(page)
    hand.tap("Copy")
    hand.sees("Copied")
    with page.expect_download() as download:
        hand.follow("Download")
    assert recovery in download.value.path().read_text(encoding="utf-8")
    hand.follow("I have kept them")
    hand.sees("It is on")
    hand.tap("Sign out")
    page.wait_for_url("**/sign-in")
    page.wait_for_load_state("networkidle")  # what empties the device may still lead on

    carried = "#" + 22 * "A"  # as a coach's code comes
    hand.open(f"/sign-in?next=/settings{carried}")
    hand.fill("Email", ana.email)
    hand.fill("Password", PASSWORD)
    hand.tap("Sign in")
    hand.is_at("One more step")
    hand.unfold("Without your authenticator")
    holds(page)
    hand.fill("Code", code(secret))
    hand.tap("Sign in")
    hand.is_at("Settings")
    assert page.url.endswith(f"/settings{carried}")

    plain = Hand(open_window(java_script_enabled=False))
    plain.open("/sign-in")
    plain.fill("Email", ana.email)
    plain.fill("Password", PASSWORD)
    plain.tap("Sign in")
    plain.unfold("Without your authenticator")
    plain.fill("Recovery code", recovery.lower())
    plain.tap("Sign in with it")
    plain.page.wait_for_url("**/today")
