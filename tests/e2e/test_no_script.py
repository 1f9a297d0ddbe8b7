"""The whole way of two people whose browsers run no scripts."""

import re

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.remote import Remote
from tests.support.today import Today

WALK = "Walk after dinner"
CODE = re.compile(r"^\s*\w{4}-\w{4}-\w{4}\s*$")


def code_on(page: Page) -> str:
    return page.get_by_text(CODE).inner_text().strip()


def test_two_sign_up_find_each_other_agree_tick_and_part(open_window: OpenWindow) -> None:
    ana, ben = (Hand(open_window(java_script_enabled=False)) for _ in range(2))

    ana.open("/")
    ana.follow("Begin")
    ana.introduce("Ana", "ana@plain.example.org")
    ana.tap("Make the account")
    code = code_on(ana.page)

    ben.open("/")
    ben.follow("I have an invitation")
    ben.fill("Code or link", code.lower().replace("-", " "))
    ben.tap("See who asks")
    ben.is_at("Ana invites you")
    ben.tap("Yes, with Ana")
    ben.introduce("Ben", "ben@plain.example.org")
    ben.tap("Join Ana")
    ben.sees("You are linked.")

    ben.follow("Habits")
    ben.follow("Write your own")
    ben.fill("What is it", WALK)
    ben.choose("Every week")
    ben.choose("Each of you")
    ben.tap("Ask Ana")
    ben.sees("Asked. It begins once there is a yes.")
    today = Today(ana)
    ana.open("/today")
    today.asked(WALK).tap(f"Yes {WALK}")
    ana.follow("Today")

    row = today.row(WALK)
    row.tap()
    row.is_pressed()
    row.shows("down")
    row.says("You are in.")
    row.write("Around the lake")
    row.says(re.compile("You: *Around the lake"))
    row.hand.unfold("Set a day")
    row.hand.fill("Time", "20:15")
    row.hand.fill("In your words", "After bedtime")
    row.hand.tap("Save")
    row.says("After bedtime")

    ben.open("/today")
    his = Today(ben).row(WALK)
    his.says("Ana is in.")
    his.says(re.compile("Ana: *Around the lake"))
    his.says("20:15")
    his.tap()
    ana.page.reload()
    for each in row, his:
        each.says("You both did.")
        each.shows("down", "across")
    row.tap()
    row.is_pressed(False)
    row.shows("across")

    ben.follow("Leaving")
    ben.tap("Leave now")
    ben.is_at("You two are not linked any more")
    ana.page.reload()
    today.has_no(WALK)


@pytest.mark.usefixtures("couple")
def test_a_counter_a_change_a_pause_and_the_end_of_a_habit(
    open_window: OpenWindow, ana: Remote, ben: Remote
) -> None:
    hers, his = (Hand(open_window(one, java_script_enabled=False)) for one in (ana, ben))
    habit = agree(ana, ben, title=WALK, mode="each")

    hers.open(f"/habits/{habit['id']}/change")
    hers.choose("Every week")
    hers.tap("Ask for this")
    hers.sees("You suggest a change")
    his.open(f"/habits/{habit['id']}")
    his.follow(f"Suggest a change {WALK}")
    his.choose("Every month")
    his.tap("Suggest this")
    his.sees("Suggested. It waits for the answer.")
    hers.page.reload()
    hers.tap(f"Yes {WALK}")
    hers.sees("Agreed for later: every month")

    hers.unfold("Pause it")
    hers.tap("Pause")
    hers.sees("Paused. Nothing is lost meanwhile.")
    his.open("/today")
    Today(his).row(WALK).says("Resting for now.")

    his.open(f"/habits/{habit['id']}")
    his.unfold("End it")
    his.tap("End this habit")
    his.sees("It has ended. What you wove stays.")
    hers.open("/today")
    Today(hers).has_no(WALK)


def test_a_refused_form_keeps_what_was_typed(open_window: OpenWindow) -> None:
    hand = Hand(open_window(java_script_enabled=False))
    hand.open("/sign-up")
    hand.fill("Your name", "Ana")
    hand.fill("Email", "not an address")
    hand.fill("Password", "short")
    hand.tap("Make the account")
    hand.sees("Something here needs another look.")
    assert hand.page.get_by_label("Your name").input_value() == "Ana"
    assert hand.page.get_by_label("Email", exact=True).input_value() == "not an address"
    for label in "Email", "Password":
        field = hand.page.get_by_label(label, exact=True)
        assert field.get_attribute("aria-invalid") == "true"
        assert "-wrong" in (field.get_attribute("aria-describedby") or "")
