"""Everything by keyboard alone, and one always sees where one is."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree, ask
from tests.support.hand import Hand
from tests.support.keys import Keys
from tests.support.people import PASSWORD
from tests.support.remote import Remote
from tests.support.today import Today

WALK = "Walk after dinner"
THANKS = "One thank-you a day"
ELSEWHERE = "https://www.wikipedia.org/"


def test_signing_in_ticking_words_and_leaving_the_page(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    window = open_window()
    window.expect(f"foreign: {ELSEWHERE}")
    window.context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="elsewhere"))
    hand = Hand(window)
    keys = Keys(window.page)
    hand.open("/sign-in")
    keys.fill(window.page.get_by_label("Email"), ana.email)
    keys.fill(window.page.get_by_label("Password"), PASSWORD)
    keys.press("Enter")

    today = Today(hand).is_heard()
    row = today.row(WALK)
    keys.use(row.knot, "Space")
    row.says("You are in.")
    row.shows("down")
    expect(row.knot).to_be_focused()
    keys.use(row.part.locator("summary", has_text="Add a line"))
    keys.fill(row.part.get_by_label("A line with it"), "With an umbrella")
    keys.use(row.part.get_by_role("button", name="Save"))
    row.says(re.compile("You: *With an umbrella"))
    expect(row.part.locator("summary").first).to_be_focused()

    keys.press("Escape")
    keys.press("Escape")
    expect(window.page).to_have_url(ELSEWHERE)


def test_asking_for_one_from_the_library_and_answering_it(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    hers, his = Hand(open_window(ana)), Hand(open_window(ben))
    her_keys, his_keys = Keys(hers.page), Keys(his.page)
    hers.open("/library?group=gratitude")
    her_keys.use(hers.find("button", f"Ask for this one {THANKS}"))
    hers.sees("Asked. It waits for")
    expect(hers.page.locator("main :focus")).to_contain_text("Asked. It waits for")

    today = Today(his).open()
    his_keys.use(today.asked(THANKS).find("button", f"Yes {THANKS}"))
    today.row(THANKS).is_pressed(False)
    his_keys.use(today.row(THANKS).knot)
    today.row(THANKS).shows("across")


def test_suggesting_a_change(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    habit = ask(ana, title=WALK, mode="each")
    hand = Hand(open_window(ben))
    keys = Keys(hand.page)
    hand.open(f"/habits/{habit['id']}/answer")
    keys.use(hand.page.locator("summary", has_text="Suggest a change"))
    keys.go_to(hand.page.get_by_role("radio", name="Every day"))
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(hand.page.get_by_role("radio", name="Every week")).to_be_checked()
    keys.use(hand.find("button", "Suggest this"))
    hand.sees("Suggested. It waits for the answer.")


def test_the_skip_link_leads_past_what_every_page_has(open_window: OpenWindow) -> None:
    hand = Hand(open_window("ana"))
    keys = Keys(hand.page)
    hand.open("/today")
    keys.tab()
    skip = hand.find("link", "Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keys.press("Enter")
    keys.tab()
    assert hand.page.evaluate("document.activeElement.closest('main') !== null")
