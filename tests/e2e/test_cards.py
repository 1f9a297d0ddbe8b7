"""Cards on two phones: one draws, the other's open page follows, and either says not this one."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import OpenWindow
from tests.support.hand import Hand
from tests.support.remote import Remote, silent_strangers
from tests.support.server import LiveServer

pytestmark = pytest.mark.usefixtures("couple")

MARK = "window.sinceThen = true"
CHOSEN = re.compile(r"/cards\?themes=closeness&depth=2$")


def question(hand: Hand) -> Locator:
    return hand.page.locator(".question-card .asked")


def lies(hand: Hand, text: str) -> None:
    expect(question(hand)).to_have_text(text)


def another(hand: Hand, text: str) -> str:
    """Wait until another card lies there, and return what it asks."""
    expect(question(hand)).not_to_have_text(text)
    return question(hand).inner_text()


def test_both_see_the_card_that_one_draws_and_not_the_one_put_away(
    open_window: OpenWindow, ana: Remote, ben: Remote, server: LiveServer
) -> None:
    hers, his = Hand(open_window(ana)), Hand(open_window(ben))
    with silent_strangers(server):
        for hand in (hers, his):
            hand.open("/cards")
            hand.page.evaluate(MARK)
        face_down = question(his).inner_text()
        hers.tap("Draw a card")
        first = another(hers, face_down)
        lies(his, first)

        hers.tap("Keep it")
        expect(his.find("button", "Kept")).to_have_attribute("aria-pressed", "true")

        # While he chooses, the card still follows; his own draw is from what he chose.
        his.page.get_by_label("Closeness").check()
        his.choose("Closer")
        hers.tap("Next card")
        second = another(hers, first)
        lies(his, second)
        expect(his.page.get_by_label("Closeness")).to_be_checked()
        his.tap("Draw from these")
        third = another(his, second)
        expect(his.page.locator(".kind")).to_have_text("Closeness · Closer")
        # The stream may bring the card before the answer to his draw does, which his choice is in.
        expect(his.page).to_have_url(CHOSEN)
        lies(hers, third)

        his.tap("Not this one")
        fourth = another(his, third)
        lies(hers, fourth)
        expect(his.page).to_have_url(CHOSEN)
        for hand in (hers, his):
            assert hand.page.evaluate("window.sinceThen") is True

    for hand in (hers, his):
        hand.page.get_by_role("link", name=re.compile("^Kept")).click()
        hand.is_at("Kept cards")
        hand.sees(first)
        hand.sees_no(third)
    his.open("/cards/put-away")
    his.tap(f"Take back {third}")
    his.sees("Nothing is put away.")


def test_a_card_is_drawn_by_keyboard_and_without_scripts(
    open_window: OpenWindow, ana: Remote
) -> None:
    hand = Hand(open_window(ana))
    hand.open("/cards")
    face_down = question(hand).inner_text()
    hand.find("button", "Draw a card").focus()
    hand.page.keyboard.press("Enter")
    first = another(hand, face_down)
    expect(hand.find("button", "Next card")).to_be_focused()

    plain = Hand(open_window(ana, java_script_enabled=False))
    plain.open("/cards")
    lies(plain, first)
    plain.page.get_by_label("Play").check()
    plain.tap("Next card")
    another(plain, first)
    expect(plain.page.locator(".kind")).to_have_text("Play · Light")
