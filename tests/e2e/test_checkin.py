"""A check-in in two browsers: asked for, agreed on, answered page by page, open side by side."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow
from tests.support.hand import Hand
from tests.support.remote import Remote

LAST = 4


def answer(hand: Hand, *numbers: int, words: str) -> None:
    """Answer the four questions, the first one with a line."""
    for place, number in enumerate(numbers, 1):
        expect(hand.page).to_have_url(re.compile(f"/check-in/{place}$"))
        if place == 1:
            hand.fill("A line with it, if you like", words)
        hand.page.get_by_role("radio", name=str(number), exact=True).press("Space")
        hand.tap("Next" if place < LAST else "Look it over")
    hand.is_at("Look it over")
    hand.tap("Seal it")


def test_two_agree_answer_alone_and_read_it_together(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    hers = Hand(open_window(ana))
    his = Hand(open_window(ben, java_script_enabled=False))
    hers.open("/check-in")
    hers.choose("Every other week")
    hers.tap(f"Ask {ben.name.title()}")
    hers.sees("You suggest checking in every other week")
    notice = hers.page.locator("#main > .notice")
    expect(notice).to_have_text("Asked. It begins once there is a yes.")
    his.open("/check-in")
    his.tap("Yes")
    hers.is_at("How have these two weeks been for you?")  # by itself
    expect(notice).to_have_count(0)  # the yes has come

    hers.follow("Begin")
    answer(hers, 7, 8, 0, 10, words="You asked twice.")
    hers.is_at("Yours is kept")
    his.open("/check-in")
    his.sees_no("You asked twice.")

    his.follow("Begin")
    expect(hers.page.locator("body")).to_have_attribute("data-live", "on")
    answer(his, 3, 4, 5, 6, words="The walk.")
    for hand in (hers, his):
        hand.is_at("Side by side")
        hand.sees("You asked twice.")
        hand.sees("The walk.")
