"""The wire only speeds things up: without it, and without any network, nothing is lost."""

import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.remote import Remote
from tests.support.today import Today

pytestmark = pytest.mark.usefixtures("couple")

WALK = "Walk after dinner"
COMES_BACK = "() => document.dispatchEvent(new Event('visibilitychange'))"


def hang_up(socket: WebSocketRoute) -> None:
    socket.close()


@pytest.fixture
def hers(open_window: OpenWindow, ana: Remote, ben: Remote) -> Today:
    """Return ana's Today, which hears of nothing."""
    agree(ana, ben, title=WALK, mode="each")
    hand = Hand(open_window(ana))
    hand.page.route_web_socket("**/socket.io/**", hang_up)
    hand.page.clock.install()
    hand.open("/today")
    expect(hand.page.locator("body")).to_have_attribute("data-live", "off")
    return Today(hand)


def test_what_the_other_did_is_there_on_coming_back_to_the_page(
    hers: Today, open_window: OpenWindow, ben: Remote
) -> None:
    hers.mark()
    his = Today(Hand(open_window(ben))).open().row(WALK)
    his.tap()
    his.says("Saved.")
    hers.row(WALK).shows()
    hers.hand.page.evaluate(COMES_BACK)
    hers.row(WALK).shows("across")
    hers.row(WALK).says(f"{ben.name.title()} is in.")
    hers.is_the_same_page()


def test_what_the_other_did_is_there_after_ten_seconds(
    hers: Today, open_window: OpenWindow, ben: Remote
) -> None:
    hers.mark()
    his = Today(Hand(open_window(ben))).open().row(WALK)
    his.tap()
    his.says("Saved.")
    page = hers.hand.page
    page.clock.fast_forward(11_000)
    row = hers.row(WALK)
    row.shows("across")
    hers.is_the_same_page()

    page.route("**/api/sync", lambda _: None)  # a server that hangs
    row.tap()
    page.clock.fast_forward(700)
    row.says("Saving")
    page.clock.fast_forward(4000)
    row.says("Kept on this device. Waiting for a network.")
    hers.hand.window.expect("ERR_INTERNET_DISCONNECTED")
    said = page.locator(".no-network")
    expect(said).to_be_hidden()
    hers.hand.window.context.set_offline(True)
    expect(said).to_be_visible()
    hers.hand.window.context.set_offline(False)
    expect(said).to_be_hidden()


def test_a_tick_goes_both_ways_while_every_message_is_lost(
    open_window: OpenWindow, ana: Remote, ben: Remote
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    rows = []
    for person in ana, ben:
        hand = Hand(open_window(person))
        hand.page.route_web_socket("**/socket.io/**", lambda socket: None)  # opened, and mute
        hand.open("/today")
        rows.append(Today(hand).row(WALK))
    first, second = rows
    for row, other, threads in ((first, second, ["down"]), (second, first, ["down", "across"])):
        row.tap()
        row.says("Saved.")
        row.shows(*threads)
        other.hand.page.evaluate(COMES_BACK)
        other.shows(*threads)


@pytest.mark.parametrize("path", ["/settings/who-sees-what", "/habits/{habit}/change"])
def test_leaving_reaches_a_page_that_follows_nothing(
    open_window: OpenWindow, ana: Remote, ben: Remote, path: str
) -> None:
    habit = agree(ana, ben, title=WALK, mode="each")["id"]
    window = open_window(ana)
    window.expect("410")
    window.page.route_web_socket("**/socket.io/**", hang_up)
    window.page.clock.install()
    window.go(path.format(habit=habit))
    window.page.get_by_text(re.compile(f"{ben.name.title()}|{WALK}")).first.wait_for()
    assert ben.post("/api/couple/unlink").status_code == 204
    with window.page.expect_event("domcontentloaded"):
        window.page.clock.run_for(11_000)
        window.page.clock.resume()
    expect(window.page.locator("main")).not_to_contain_text(
        re.compile(f"{ben.name.title()}|{WALK}")
    )


def test_a_tick_without_a_network_is_sent_once_there_is_one(
    open_window: OpenWindow, ana: Remote, ben: Remote
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    window = open_window(ana)
    window.expect("ERR_INTERNET_DISCONNECTED")
    row = Today(Hand(window)).open().row(WALK)
    his = Today(Hand(open_window(ben))).open().row(WALK)

    window.context.set_offline(True)
    row.tap()
    row.shows("down")
    row.is_pressed()
    row.says("Kept on this device. Waiting for a network.")
    his.shows()

    window.context.set_offline(False)
    row.says(re.compile("Saved|You are in"))
    row.says_no("Waiting for a network")
    his.shows("down")
