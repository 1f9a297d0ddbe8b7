"""Signing out empties the device, with and without a network; a shared one stays empty."""

import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree
from tests.support.device import becomes, cookies, fill, keeps_nothing, kept
from tests.support.hand import Hand
from tests.support.people import PASSWORD
from tests.support.remote import Remote
from tests.support.today import Today
from tests.support.window import Window

pytestmark = pytest.mark.usefixtures("couple")

WALK = "Walk after dinner"
NO_NETWORK = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket|socket.io"
PRIVATE = re.compile(WALK)


def sessions(someone: Remote) -> int:
    items = someone.get("/api/tokens").get_json()["items"]
    return sum(item["kind"] == "session" for item in items)


@pytest.fixture
def window(open_window: OpenWindow, ana: Remote, ben: Remote) -> Window:
    """Return ana's browser at Today, which keeps all that it keeps."""
    agree(ana, ben, title=WALK, mode="each")
    window = open_window(ana, service_workers="allow")
    window.go("/us")
    window.go("/today")
    fill(window)
    return window


def is_nowhere(page: Page) -> None:
    """Find nothing private in the page: not shown, not hidden."""
    becomes(page, "() => document.readyState === 'complete'")
    assert not PRIVATE.search(page.content())
    assert "data-person" not in page.content()


def test_with_a_network_nothing_is_left(window: Window, ana: Remote) -> None:
    Hand(window).tap("Sign out")
    Hand(window).is_at("Sign in")
    keeps_nothing(window.page)
    assert not cookies(window) & {"woven_session", "signed_out"}
    assert sessions(ana) == 0
    window.page.go_back()
    Hand(window).is_at("Sign in")
    is_nowhere(window.page)


def test_without_a_network_nothing_is_left_and_the_server_hears_of_it_later(
    window: Window, ana: Remote
) -> None:
    window.expect(NO_NETWORK)
    other = window.context.new_page()
    other.goto("/us")
    window.context.set_offline(True)
    row = Today(Hand(window)).row(WALK)
    row.tap()
    row.says("Waiting for a network.")
    row.tap()
    row.tap()  # however often: it is one
    row.is_pressed()
    hand = Hand(window)
    hand.tap("Sign out")
    hand.sees("Ticks that are not sent yet: 1. Signing out drops them.")
    hand.sees_no("Somebody who was signed in here before")
    hand.tap("Stay")
    hand.sees_no("Signing out drops them")
    hand.tap("Sign out")
    hand.tap("Sign out and drop them")
    hand.is_at("Signed out on this device")
    hand.sees("There is no network right now.")
    is_nowhere(window.page)
    expect(other.get_by_role("heading", level=1)).to_have_text("Signed out on this device")
    is_nowhere(other)
    keeps_nothing(window.page)
    assert {"woven_session", "signed_out"} <= cookies(window)
    assert sessions(ana) == 1

    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        window.page.go_back()  # the pages of before are in no cache
    is_nowhere(window.page)

    # Not earlier: a page that closes is online for a moment, and asks the server.
    other.close()
    window.context.set_offline(False)
    window.go("/today")
    hand.is_at("Sign in")
    assert not cookies(window) & {"woven_session", "signed_out"}
    assert sessions(ana) == 0
    keeps_nothing(window.page)
    hand.fill("Email", ana.email)
    hand.fill("Password", PASSWORD)
    hand.tap("Sign in")
    row.shows()  # what was dropped is not sent under the next sign-in


def test_a_page_that_lies_open_goes_on_by_itself_once_there_is_a_network(
    window: Window, ana: Remote
) -> None:
    window.expect(f"{NO_NETWORK}|401")
    window.context.set_offline(True)
    Hand(window).tap("Sign out")
    Hand(window).sees("There is no network right now.")
    window.context.set_offline(False)
    Hand(window).is_at("Sign in")
    assert sessions(ana) == 0


def test_an_end_from_elsewhere_takes_what_could_be_read_and_leaves_what_waits(
    window: Window, ana: Remote
) -> None:
    window.expect(f"{NO_NETWORK}|401")
    page = window.page
    window.context.route("**/api/sync", lambda route: route.abort())
    Today(Hand(window)).row(WALK).tap()
    for item in ana.get("/api/tokens").get_json()["items"]:
        if item["kind"] == "session":
            ana.delete(f"/api/tokens/{item['id']}")
    Hand(window).is_at("Sign in")
    becomes(
        page,
        """async () => {
          const { page, unsent } = await import(
            document.querySelector("[src$='/js/page.js']").src.replace("page.js", "device.js"));
          return !(await page()) && (await unsent()).length === 1;
        }""",
    )


def test_a_shared_device_keeps_nothing_from_the_first_tick_on(
    open_window: OpenWindow, ana: Remote, ben: Remote
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    window = open_window(service_workers="allow")
    hand = Hand(window)
    hand.open("/sign-in")
    hand.fill("Email", ana.email)
    hand.fill("Password", PASSWORD)
    hand.page.get_by_label("This is a shared device").check()
    hand.tap("Sign in")
    row = Today(hand).row(WALK)
    row.tap()
    row.says(re.compile("Saved|You are in"))
    hand.page.wait_for_timeout(1000)  # longer than Today takes until it is kept elsewhere
    keeps_nothing(window.page)
    (session,) = [one for one in window.context.cookies() if one["name"] == "woven_session"]
    assert session["expires"] == -1  # with the browser
    hand.follow("Us")
    hand.tap("Sign out")
    hand.is_at("Sign in")
    keeps_nothing(window.page)
    assert sessions(ana) == 0


def test_leaving_empties_the_device_of_who_leaves(window: Window, ana: Remote) -> None:
    window.go("/settings/leaving")
    Hand(window).tap("Leave now")
    Hand(window).is_at("You two are not linked any more")
    becomes(
        window.page,
        """async () => {
          const { page, unsent } = await import(
            document.querySelector("[src$='/js/page.js']").src.replace("page.js", "device.js"));
          return !(await page()) && !(await unsent()).length;
        }""",
    )
    assert kept(window.page)["local"] == []
