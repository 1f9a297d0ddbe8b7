"""Invitations in a browser: the link, the chat app it came in, and what is said along the way."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tests.support.window import Window

IN_A_CHAT = "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537 Chrome/120 Instagram 300"
SCHEMES: tuple[Any, ...] = ("light", "dark")


def test_the_token_leaves_the_address_and_loading_again_still_opens_it(
    open_window: OpenWindow, single: Remote
) -> None:
    window = open_window()
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    url = single.post("/api/invites").get_json()["url"]
    window.go(url)
    heading = window.page.get_by_role("heading", name="invites you")
    expect(heading).to_be_visible()
    assert window.page.url == url.partition("#")[0]
    window.page.reload()
    expect(heading).to_be_visible()
    assert window.page.url == url.partition("#")[0]
    token = url.partition("#")[2]
    assert [one for one in asked if token in one.partition("#")[0]] == []
    assert all(token not in cookie["value"] for cookie in window.context.cookies())


def test_the_page_of_the_invitation_leads_on_when_they_say_yes(
    open_window: OpenWindow, single: Remote, other: Remote
) -> None:
    window = open_window(single)
    window.go("/invite")
    window.page.get_by_role("button", name="Make the invitation").click()
    link = window.page.get_by_label("Link of the invitation")
    token = link.input_value().partition("#")[2]
    window.page.reload()
    assert link.input_value().endswith(token)
    assert other.post(f"/api/invites/{token}/accept").status_code == 200
    window.page.get_by_text("You are linked.").wait_for()
    window.page.wait_for_url("**/today")  # loaded again, it does not say so again


def test_in_the_browser_of_a_chat_app_the_invitation_comes_along(
    open_window: OpenWindow, single: Remote
) -> None:
    inside = open_window(user_agent=IN_A_CHAT)
    inside.context.grant_permissions(["clipboard-read", "clipboard-write"])
    url = single.post("/api/invites").get_json()["url"]
    inside.go(url)
    expect(inside.page.get_by_role("heading", name="invites you")).to_be_visible()
    assert inside.page.url == url
    inside.page.get_by_role("button", name="Copy the link").click()
    expect(inside.page.get_by_role("button", name="Copied")).to_be_visible()
    assert inside.page.evaluate("navigator.clipboard.readText()") == url


def test_an_invitation_that_does_not_open_is_told_in_words(open_window: OpenWindow) -> None:
    window = open_window()
    window.expect("404")
    window.go("/join#" + "A" * 22)
    expect(window.page.get_by_role("heading", name="This invitation does not open")).to_be_visible()
    window.page.get_by_label("Code or link").fill("ZZZZ-ZZZZ-ZZZZ")
    window.page.get_by_role("button", name="See who asks").click()
    expect(window.page.get_by_label("Code or link")).to_have_value("ZZZZ-ZZZZ-ZZZZ")


def test_what_is_used_or_does_not_open_is_kept_in_no_entry_of_the_history(
    open_window: OpenWindow, single: Remote, other: Remote
) -> None:
    window = open_window(other)
    state = "history.state && history.state.invitation"
    window.expect("404")
    window.go("/join#" + "A" * 22)
    expect(window.page.get_by_role("heading", name="This invitation does not open")).to_be_visible()
    assert window.page.evaluate(state) is None
    url = single.post("/api/invites").get_json()["url"]
    window.go("/today")
    window.go(url)
    yes = window.page.get_by_role("button", name="Yes, with")
    expect(yes).to_be_visible()
    assert window.page.evaluate(state) == url.partition("#")[2]
    yes.click()
    window.page.get_by_text("You are linked.").wait_for()
    window.page.go_back()
    window.page.wait_for_url("**/join")
    assert window.page.evaluate(state) is None


def test_the_zone_is_found_and_can_be_chosen_by_hand(open_window: OpenWindow) -> None:
    window = open_window(timezone_id="America/New_York")
    window.go("/sign-up")
    line = window.page.locator("summary", has_text="Your days follow")
    expect(line).to_contain_text("America/New_York")
    line.click()
    window.page.get_by_label("Time zone").select_option("Asia/Tokyo")
    expect(line).to_contain_text("Asia/Tokyo")


def test_axe_finds_nothing_along_the_way(open_window: OpenWindow, single: Remote) -> None:
    inviting, asked = open_window(single), open_window(user_agent=IN_A_CHAT)
    asked.expect("404")
    found: list[str] = []

    def look(window: Window, where: str) -> None:
        for scheme in SCHEMES:
            window.page.emulate_media(color_scheme=scheme)
            wrong = Axe().run(window.page).response["violations"]
            found.extend(f"{where}, {scheme}: {one['id']} {one['nodes']}" for one in wrong)

    inviting.go("/invite")
    inviting.page.get_by_role("button", name="Make the invitation").click()
    link = inviting.page.get_by_label("Link of the invitation")
    url = link.input_value()
    inviting.page.get_by_text("Make a new one, or take it back").click()
    look(inviting, "open")
    inviting.context.clear_cookies(name="woven_invite")
    inviting.go("/invite")
    look(inviting, "made elsewhere")
    asked.go("/join#" + "A" * 22)
    asked.page.get_by_role("heading", name="This invitation does not open").wait_for()
    look(asked, "does not open")
    asked.go("/")
    asked.go(url)
    asked.page.get_by_role("button", name="Yes, with").click()
    asked.page.get_by_text("I have an account").click()
    asked.page.get_by_role("button", name="Join").first.click()
    asked.page.get_by_text("Something here needs another look").wait_for()
    look(asked, "who are you")
    assert found == []


@pytest.fixture
def single(server: LiveServer) -> Remote:
    """Return somebody without a partner."""
    return Remote(server, "max")


@pytest.fixture
def other(server: LiveServer) -> Remote:
    """Return somebody else without a partner."""
    return Remote(server, "fin")
