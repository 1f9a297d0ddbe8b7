"""What a couple does with it from day to day, each in a browser of their own."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.remote import Remote, silent_strangers
from tests.support.server import LiveServer
from tests.support.today import Today

pytestmark = pytest.mark.usefixtures("couple")

WALK = "Walk after dinner"


@pytest.fixture
def hers(open_window: OpenWindow, ana: Remote) -> Hand:
    """Return ana's hand at a window of hers."""
    return Hand(open_window(ana))


@pytest.fixture
def his(open_window: OpenWindow, ben: Remote) -> Hand:
    """Return ben's hand at a window of his."""
    return Hand(open_window(ben))


def test_one_asks_the_other_suggests_a_change_and_both_have_agreed(
    hers: Hand, his: Hand, ana: Remote, ben: Remote
) -> None:
    on_his = Today(his).open()
    on_his.mark()

    hers.open("/habits")
    hers.follow("Write your own")
    hers.fill("What is it", WALK)
    hers.choose("Each of you")
    hers.tap(f"Ask {ben.name.title()}")
    hers.sees("Asked. It begins once there is a yes.")

    his.sees(f"{ana.name.title()} asks")
    on_his.is_the_same_page()
    on_his.asked(WALK).follow(f"Suggest a change {WALK}")
    his.choose("Every week")
    his.fill("How many times", "2")
    his.tap("Suggest this")
    his.sees("Suggested. It waits for the answer.")

    hers.open("/habits")
    hers.follow(WALK)
    changed = hers.page.locator("section", has_text="How often").last
    assert changed.get_by_role("deletion").all_text_contents() == ["every day"]
    assert changed.get_by_role("insertion").all_text_contents() == ["every week, twice"]
    on_his.open().mark()
    hers.tap(f"Yes {WALK}")
    hers.sees("Agreed. It is on Today from its first day.")

    on_his.row(WALK).is_pressed(False)
    on_his.is_the_same_page()
    on_hers = Today(hers).open()
    on_hers.row(WALK).is_pressed(False)


def test_a_tick_and_its_words_reach_the_other_without_loading_anything(
    hers: Hand, his: Hand, ana: Remote, ben: Remote, server: LiveServer
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    with silent_strangers(server):
        on_hers, on_his = Today(hers).open(), Today(his).open()
        on_hers.mark()
        on_his.mark()
        my_row, his_row = on_hers.row(WALK), on_his.row(WALK)

        my_row.tap()
        my_row.shows("down")
        my_row.is_pressed()
        my_row.says("You are in.")
        his_row.shows("down")
        his_row.says(f"{ana.name.title()} is in.")
        his_row.is_pressed(False)

        my_row.write("Twice around the lake")
        my_row.says("Twice around the lake")
        his_row.says(re.compile(rf"{ana.name.title()}: *Twice around the lake"))

        his_row.tap()
        for row in my_row, his_row:
            row.shows("down", "across")
            row.says("You both did.")
            row.runs(1)

        my_row.tap()
        my_row.is_pressed(False)
        for row in my_row, his_row:
            row.shows("across")
            row.says_no("Twice around the lake")
            row.runs(0)
        on_hers.is_the_same_page()
        on_his.is_the_same_page()

    on_hers.open()
    my_row.is_pressed(False)
    on_his.open()
    his_row.is_pressed()
    his_row.shows("across")


def test_what_was_written_is_there_after_loading_the_page_again(
    hers: Hand, ana: Remote, ben: Remote
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    today = Today(hers).open()
    row = today.row(WALK)
    row.tap()
    row.says("Saved.")
    row.write("In the rain")
    row.says("In the rain")
    hers.page.reload()
    row.is_pressed()
    row.shows("down")
    row.says(re.compile("You: *In the rain"))


def test_a_stray_tap_does_not_lose_what_was_written(
    hers: Hand, his: Hand, ana: Remote, ben: Remote
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    row, his_row = Today(hers).open().row(WALK), Today(his).open().row(WALK)
    row.tap()
    row.write("Twice around\nthe lake")
    row.says("the lake")

    row.tap()
    row.says("Taken back, your line too. Tap again and both are back.")
    his_row.says_no("the lake")
    row.tap()
    row.says("Twice around")
    his_row.says("the lake")
    hers.page.reload()
    row.is_pressed()
    written = row.part.locator(".note .line")
    assert written.text_content() == "Twice around\nthe lake"


def test_a_line_that_is_typed_while_its_tick_is_taken_back_says_that_it_ticks(
    hers: Hand, ana: Remote, ben: Remote
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    row = Today(hers).open().row(WALK)
    row.tap()
    row.hand.unfold("Add a line")
    row.hand.fill("A line with it", "In the rain")
    row.tap()
    row.says("Taken back.")
    expect(row.part.get_by_role("button", name="Save")).to_have_count(0)
    row.hand.tap("Tick with this line")
    row.says(re.compile("You: *In the rain"))
    row.says("You are in.")
    row.says_no("Taken back.")
    row.is_pressed()


def test_an_occasion_is_seen_by_both(hers: Hand, his: Hand, ana: Remote, ben: Remote) -> None:
    agree(ana, ben, title=WALK, cadence={"unit": "week"})
    row, his_row = Today(hers).open().row(WALK), Today(his).open().row(WALK)
    row.hand.unfold("Set a day")
    row.hand.fill("Time", "20:15")
    row.hand.fill("In your words", "After bedtime")
    row.hand.tap("Save")
    for each in row, his_row:
        each.says("20:15")
        each.says("After bedtime")


def test_a_form_that_was_refused_stays_while_the_page_follows_the_other(
    hers: Hand, ana: Remote, ben: Remote
) -> None:
    habit = agree(ana, ben, title=WALK, cadence={"unit": "week"})
    hers.window.expect("422")
    hers.open(f"/habits/{habit['id']}")
    Today(hers).is_heard()
    hers.unfold("When is this one to be")
    hers.fill("Day", "")
    hers.fill("In words (may stay empty)", "After bedtime")
    hers.tap("Keep it")
    day = hers.page.get_by_label("Day", exact=True)
    expect(day).to_have_attribute("aria-invalid", "true")

    run = hers.page.locator("[data-habit]")
    expect(run).to_have_attribute("data-current", "0")
    today = ben.get("/api/me").get_json()["local_date"]
    assert ben.put(f"/api/habits/{habit['id']}/ticks/{today}").status_code == 200
    expect(run).to_have_attribute("data-current", "1")
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(hers.page.get_by_label("In words (may stay empty)")).to_have_value("After bedtime")


def test_other_terms_are_suggested_and_hold_once_the_other_agrees(
    hers: Hand, his: Hand, ana: Remote, ben: Remote
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    on_his = Today(his).open()
    hers.open("/habits")
    hers.follow(f"{WALK} every day, each of you")
    hers.follow("Suggest a change")
    hers.choose("Every week")
    hers.choose("From tomorrow")
    hers.tap("Ask for this")
    hers.sees("You suggest a change")

    card = on_his.asked(WALK)
    card.sees("every day")
    card.sees("every week")
    hers.page.evaluate("window.sinceThen = true")
    card.tap(f"Yes {WALK}")
    hers.sees("Agreed for later: every week, each of you")
    Today(hers).is_the_same_page()


def test_a_pause_is_made_by_one_and_ended_by_the_other(
    hers: Hand, his: Hand, ana: Remote, ben: Remote
) -> None:
    habit = agree(ana, ben, title=WALK, mode="each")
    row = Today(his).open().row(WALK)
    hers.open(f"/habits/{habit['id']}")
    hers.unfold("Pause it")
    hers.tap("Pause")
    hers.sees("Paused. Nothing is lost meanwhile.")
    row.says("Resting for now.")

    his.open(f"/habits/{habit['id']}")
    his.page.get_by_role("button", name="On again").or_(
        his.page.get_by_role("button", name="Take back")
    ).click()
    his.sees("On again.")
    row = Today(his).open().row(WALK)
    row.says_no("Resting")
    row.is_pressed(False)


def test_leaving_takes_two_taps_and_the_other_page_notices(
    hers: Hand, his: Hand, ana: Remote, ben: Remote
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    Today(hers).open().row(WALK).is_pressed(False)
    on_his = Today(his).open()
    on_his.row(WALK).is_pressed(False)

    before = hers.taps
    hers.follow("Leaving")
    hers.tap("Leave now")
    hers.is_at("You two are not linked any more")
    assert hers.taps - before == 2

    on_his.has_no(WALK)
    his.sees("You two are not linked any more")
    Today(hers).open().has_no(WALK)
