"""A habit from its plan to living on, in two browsers."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.remote import Remote
from tests.support.today import Today

WALK, LETTERS = "Walk after dinner", "Letters"
PLAN = "When we have cleared the dinner things"
SMALL = "Step outside together"


def test_a_habit_is_planned_put_in_order_grown_let_go_and_brought_back(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    agree(ana, ben, title=LETTERS)
    hers, his = Hand(open_window(ana)), Hand(open_window(ben))
    on_his = Today(his).open()
    name = ana.name.title()

    hers.open("/habits/new?idea=walk-after-dinner")
    expect(hers.page.get_by_label("When and how (may stay empty)")).to_have_value(re.compile(PLAN))
    hers.fill("On a full day this counts too (may stay empty)", "Once to the corner.")
    hers.tap(f"Ask {ben.name.title()}")
    card = on_his.asked(WALK)
    card.sees(PLAN)
    card.sees("Once to the corner.")
    card.tap(f"Yes {WALK}")
    row = on_his.row(WALK)
    row.is_pressed(False)
    row.hand.unfold("When and how")
    row.says(PLAN)
    row.says("On a full day this counts too: Once to the corner.")

    # By the keyboard, and the focus stays with what moves.
    hers.open("/habits")
    hers.follow("Reorder")
    hers.page.get_by_role("button", name=f"Move up {WALK}", exact=True).press("Enter")
    hers.sees(f"“{WALK}” is number 1 of 2 now.")
    up = hers.page.get_by_role("button", name=f"Move up {WALK}", exact=True)
    expect(up).to_be_focused()
    hers.follow("Done")
    names = "main .card .list .name"
    expect(hers.page.locator(names)).to_have_text([WALK, LETTERS])
    his.open("/habits")
    expect(his.page.locator(names)).to_have_text([LETTERS, WALK])

    hers.page.get_by_role("link", name=WALK).click()
    hers.unfold("What gets in the way")
    hers.sees("Tired evenings")
    habit = hers.page.url.rpartition("/")[2]
    hers.open(f"/habits/{habit}/change?idea=grown")
    expect(hers.page.get_by_label("How many times")).to_have_value("4")
    hers.tap("Ask for this")
    his.open(f"/habits/{habit}")
    his.sees(f"{name} suggests a change")
    his.tap(f"Yes {WALK}")
    his.sees("Agreed for later: every week, 4 times, together")

    hers.open(f"/habits/{habit}")
    hers.unfold("End it, or let it live")
    hers.tap("Let it live without counting")
    hers.sees("It lives on without counting. What you wove stays.")
    his.sees("Bring it back")
    his.follow("Bring it back")
    his.tap(f"Ask {name}")
    his.sees("Lives on")
    hers.open("/habits")
    hers.tap(f"Yes {WALK}")
    hers.sees("What you agreed on")
    his.open("/habits")
    expect(his.page.locator(names)).to_have_text([LETTERS, WALK])


def test_one_skips_this_one_and_the_other_has_a_hard_week(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    walk, letters = (agree(ana, ben, title=title)["id"] for title in (WALK, LETTERS))
    hers, his = Hand(open_window(ana)), Hand(open_window(ben))
    on_his = Today(his).open()
    hers.open(f"/habits/{walk}")
    hers.tap("Skip this one")
    hers.sees("This one rests. The next one counts again.")
    on_his.row(WALK).says("Resting until today.")
    on_his.row(LETTERS).says_no("Resting")

    hers.open(f"/habits/{walk}")
    hers.tap("On again Walk after dinner, Until the end of today")
    on_his.row(WALK).says_no("Resting")
    his.open(f"/habits/{letters}")
    his.unfold("A hard week")
    his.tap("Let the others rest")
    his.sees("The others rest to the end of the week.")
    row = Today(hers).open().row(WALK)
    row.says("Resting until")
    Today(hers).row(LETTERS).says_no("Resting")
