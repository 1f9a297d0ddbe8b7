"""Out at once, from every page, by touch and by keyboard, with a network and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow
from tests.support.hand import Hand

ELSEWHERE = "https://www.wikipedia.org/"


def tap(hand: Hand) -> None:
    hand.follow("Exit")


def press_esc_twice(hand: Hand) -> None:
    hand.page.keyboard.press("Escape")
    hand.page.keyboard.press("Escape")


WAYS = pytest.mark.parametrize("leave", [tap, press_esc_twice])


@pytest.fixture
def hand(open_window: OpenWindow) -> Hand:
    """Return ana's hand; what lies elsewhere is a page with nothing on it."""
    window = open_window("ana")
    window.expect(f"foreign: {ELSEWHERE}")
    window.context.route(
        f"{ELSEWHERE}**", lambda route: route.fulfill(body="<title>Elsewhere</title>")
    )
    return Hand(window)


@WAYS
def test_one_is_elsewhere_and_the_way_back_leads_past_the_page(
    hand: Hand, leave: Callable[[Hand], None]
) -> None:
    hand.open("/library")
    for path in "/today", "/us", "/habits", "/settings":
        hand.open(path)
        leave(hand)
        expect(hand.page).to_have_url(ELSEWHERE)
        hand.page.go_back()
        expect(hand.page).to_have_url(re.compile("/library$"))


def test_esc_once_does_nothing(hand: Hand) -> None:
    hand.open("/today")
    hand.page.keyboard.press("Escape")
    hand.sees("Together")
    assert hand.page.url.endswith("/today")


@WAYS
def test_without_a_network_nothing_of_the_page_is_left(
    hand: Hand, leave: Callable[[Hand], None]
) -> None:
    hand.window.expect("ERR_INTERNET_DISCONNECTED")
    hand.open("/today")
    hand.window.context.unroute_all()
    hand.window.context.set_offline(True)
    leave(hand)
    expect(hand.page.get_by_text("Together")).to_be_hidden()
    expect(hand.page.get_by_role("main")).to_be_hidden()
