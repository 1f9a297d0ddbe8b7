"""Us and the cloth lie open in one browser, while the other of the two ticks in theirs."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.remote import Remote, silent_strangers
from tests.support.server import LiveServer
from tests.support.today import Today

WALK = "Walk after dinner"


def is_heard(page: Page) -> Page:
    """Wait until the page is connected."""
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    return page


def woven_today(page: Page, count: int) -> None:
    """Wait until today's knot of the week is a crossing, or is not."""
    today = page.locator('.week [aria-current="date"]')
    expect(today.locator(".knot[data-down][data-across]")).to_have_count(count)


@pytest.mark.usefixtures("couple")
def test_a_tick_of_the_other_weaves_the_week_the_cloth_and_a_milestone_at_once(
    open_window: OpenWindow, ana: Remote, ben: Remote, server: LiveServer
) -> None:
    agree(ana, ben, title=WALK, mode="each")
    his = Hand(open_window(ben))
    hers = open_window(ana)
    us, cloth = hers.page, hers.context.new_page()
    us.goto("/us")
    cloth.goto("/us/cloth?weeks=18")
    with silent_strangers(server):
        woven_today(is_heard(us), 0)
        is_heard(cloth).evaluate("window.sinceThen = true")
        expect(cloth.get_by_role("heading", level=1)).to_have_text("Your cloth")
        today = ana.get("/api/me").get_json()["local_date"]

        Today(his).open().row(WALK).tap()
        left = us.get_by_role("region", name="Left today")
        expect(left).to_contain_text(f"{ben.name.title()} is in")
        woven_today(us, 0)

        habit = ana.get("/api/habits").get_json()["items"][0]["id"]
        assert ana.put(f"/api/habits/{habit}/ticks/{today}").status_code == 200
        woven_today(us, 1)
        expect(left).to_contain_text("All done for today.")
        smiles = us.get_by_role("region", name="Worth a smile")
        expect(smiles).to_contain_text(f"Your first crossing: {WALK}")
        expect(cloth.get_by_role("heading", level=1)).to_have_text("1 day woven")
        expect(cloth.locator("svg.cloth .down")).not_to_have_attribute("d", "")
        assert cloth.evaluate("window.sinceThen === true"), "the page was loaded again"

        assert ben.delete(f"/api/habits/{habit}/ticks/{today}").status_code == 200
        woven_today(us, 0)
        expect(smiles).to_have_count(0)
        expect(cloth.get_by_role("heading", level=1)).to_have_text("Your cloth")


def test_a_stretch_and_a_habit_are_chosen_without_scripts(open_window: OpenWindow) -> None:
    hers = Hand(open_window("ana", java_script_enabled=False))
    hers.open("/us")
    hers.follow("Look further back")
    hers.follow("Two years")
    assert "weeks=104" in hers.page.url
    hers.page.get_by_label("Which cloth").select_option(label=WALK)
    hers.tap("Show")
    expect(hers.page.locator(".eyebrow")).to_have_text(WALK)
    assert "weeks=104" in hers.page.url
    table = hers.page.get_by_role("table").first
    expect(table).not_to_be_visible()
    hers.page.locator(".as-table summary").first.click()
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    wide = hers.page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth")
    assert wide == 0
