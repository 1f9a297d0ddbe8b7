"""The tablet in the kitchen: live, through a restart, a night without a network, to its end."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.moved_server import MovedServer
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.today import Today
from tests.support.walls import make
from tests.support.window import Window

WALK = "Walk after dinner"
TABLET: Any = {"width": 1024, "height": 768}
EVENING = datetime(2026, 11, 18, 20, 40, tzinfo=UTC)
MORNING = datetime(2026, 11, 19, 7, 5, tzinfo=UTC)
LATE = datetime(2026, 11, 19, 23, 59, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 20, 0, 0, 2, tzinfo=UTC)
EXPECTED = "ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|WebSocket|404"


@pytest.fixture(scope="module")
def moved(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedServer]:
    """Run a server on a clock of its own, which may be stopped."""
    with MovedServer(tmp_path_factory.mktemp("wall"), EVENING, template=template) as server:
        yield server


def is_live(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-live", "on")


def comes_back(page: Page) -> None:
    """Wait until the screen has tried again; its next try may be half a minute away."""
    for _ in range(20):
        page.clock.run_for(4_000)  # less than it gives the server to answer in
        with suppress(AssertionError):
            expect(page.locator("body")).to_have_attribute("data-live", "on", timeout=1_000)
            return
    is_live(page)


def says(page: Page, words: str) -> None:
    expect(page.locator(".left")).to_contain_text(words)


def test_the_tablet_in_the_kitchen(browser: Browser, moved: MovedServer) -> None:
    with moved.its_time():
        ana, ben = Remote(moved, "ana"), Remote(moved, "ben")
        link(ana, ben)
    agree(ana, ben, title=WALK, mode="together")
    made = make(ana)
    tablet, phone = Window(browser, moved.url, viewport=TABLET), Window(browser, moved.url)
    tablet.expect(EXPECTED)
    phone.expect(EXPECTED)
    phone.sign_in(ben.email)
    page = tablet.page
    page.clock.install(time=EVENING)
    try:
        # By its link, which is out of sight at once; and no scrolling.
        tablet.go(made["path"])
        assert page.url == f"{moved.url}/wall"
        assert made["secret"] not in page.content()
        assert page.evaluate("document.referrer") == ""
        assert page.evaluate("document.documentElement.scrollHeight") == TABLET["height"]
        is_live(page)
        says(page, f"{WALK} still open")

        # A tick on the phone.
        Today(Hand(phone)).open().row(WALK).tap()
        says(page, f"{WALK} woven")
        assert page.locator(".left [data-down]:not([data-across])").count() == 0

        # The server is restarted.
        moved.kill()
        expect(page.locator("body")).to_have_attribute("data-live", "off")
        says(page, f"{WALK} woven")
        moved.start()
        comes_back(page)

        # A night without a network.
        tablet.context.set_offline(True)
        page.clock.fast_forward("02:00:00")
        expect(page.locator("html")).to_have_attribute("data-night", "")
        age = page.locator("#age")
        expect(age).to_have_text("As of today, 20:40. Waiting for the network.")
        page.clock.fast_forward("08:20:00")
        expect(page.locator("html")).not_to_have_attribute("data-night", "")
        expect(age).to_have_text("As of yesterday evening, 20:40. Waiting for the network.")
        says(page, f"{WALK} woven")
        expect(page.locator(".dates")).to_have_text("Wednesday, 18 November")
        moved.move(MORNING)
        tablet.context.set_offline(False)
        comes_back(page)
        expect(page.locator(".dates")).to_have_text("Thursday, 19 November")
        expect(age).to_be_hidden()
        says(page, f"{WALK} still open")

        # It turns to the next day by itself.
        moved.move(LATE)
        page.clock.run_for(300_000)
        expect(page.locator("main")).to_have_attribute("data-turns-in", re.compile("^[1-5]?[0-9]$"))
        moved.move(MIDNIGHT)
        page.clock.run_for(62_000)
        expect(page.locator(".dates")).to_have_text("Friday, 20 November")

        # The link ends. By its clock a minute went by at once, and the socket with it.
        comes_back(page)
        assert ben.delete(f"/api/walls/{made['id']}").status_code == 204
        Hand(tablet).is_at("This screen is not connected any more")
        assert WALK not in page.content()
        assert "woven_wall" not in {cookie["name"] for cookie in tablet.context.cookies()}
        assert [one for window in (tablet, phone) for one in window.complaints] == []
    finally:
        tablet.close()
        phone.close()
