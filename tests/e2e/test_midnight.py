"""One in Tokyo, one in New York: whose day it is, and what a tick around midnight counts for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser

from tests.support.agreeing import agree
from tests.support.device import becomes
from tests.support.hand import Hand
from tests.support.moved_server import MovedServer
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.today import Today
from tests.support.window import Window

WALK = "Walk after dinner"
TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"
# 23:30 on the 18th in Tokyo, 9:30 in the morning in New York.
BEFORE = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
# 0:30 on the 19th in Tokyo, 10:30 in New York.
AFTER = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
# 0:30 on the 19th in New York, 14:30 in Tokyo.
AFTER_BOTH = datetime(2026, 11, 19, 5, 30, tzinfo=UTC)
WEDNESDAY, THURSDAY = "Wednesday, 18 November", "Thursday, 19 November"

KEEPS_DAYS = """async () => {
  const { page } = await import(
    document.querySelector("[src$='/js/page.js']").src.replace("page.js", "device.js"));
  return navigator.serviceWorker.controller && (await page())?.of;
}"""


class OpenHand(Protocol):
    """Opens somebody's Today in a browser that lives in a time zone."""

    def __call__(self, who: Remote | None, zone: str, **options: Any) -> Hand: ...


@pytest.fixture(scope="module")
def moved(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedServer]:
    """Run a server on a clock of its own."""
    with MovedServer(tmp_path_factory.mktemp("midnight"), BEFORE, template=template) as server:
        yield server


@pytest.fixture
def pair(moved: MovedServer) -> tuple[Remote, Remote]:
    """Return ana, who lives in Tokyo, and ben, who lives in New York; it is before her midnight."""
    moved.move(BEFORE)
    with moved.its_time():
        ana, ben = Remote(moved, "ana", TOKYO), Remote(moved, "ben", NEW_YORK)
        link(ana, ben)
    return ana, ben


@pytest.fixture
def open_hand(browser: Browser, moved: MovedServer) -> Iterator[OpenHand]:
    """Return a function that opens windows; afterwards none of them has complained."""
    opened: list[Window] = []

    def open_one(who: Remote | None, zone: str, **options: Any) -> Hand:
        opened.append(Window(browser, moved.url, timezone_id=zone, **options))
        if who is not None:
            opened[-1].sign_in(who.email)
        return Hand(opened[-1])

    yield open_one
    complaints = [complaint for window in opened for complaint in window.complaints]
    for window in opened:
        window.close()
    assert complaints == []


def test_a_new_account_lives_by_the_clock_of_its_browser(
    moved: MovedServer, open_hand: OpenHand
) -> None:
    moved.move(AFTER)
    for zone, day in ((TOKYO, THURSDAY), (NEW_YORK, WEDNESDAY)):
        hand = open_hand(None, zone)
        hand.open("/sign-up")
        hand.sees(f"Your days follow {zone}.")
        hand.introduce("Ana", f"{zone.rpartition('/')[2].lower()}@midnight.example.org")
        hand.tap("Make the account")
        hand.follow("Today")
        Today(hand).is_on(day)


def test_each_sees_their_own_date_and_what_the_other_wrote_down(
    moved: MovedServer, pair: tuple[Remote, Remote], open_hand: OpenHand
) -> None:
    ana, ben = pair
    agree(ana, ben, title=WALK, mode="together")
    moved.move(AFTER)
    hers, his = Today(open_hand(ana, TOKYO)), Today(open_hand(ben, NEW_YORK))
    hers.open().is_on(THURSDAY)
    his.open().is_on(WEDNESDAY)

    row, his_row = hers.row(WALK), his.row(WALK)
    his_row.tap()
    his_row.shows("down", "across")
    his_row.says("Woven today.")
    row.says(f"{ben.name.title()} has one under {WEDNESDAY}. Was it this one?")
    row.shows()

    row.hand.tap("The same one")
    row.says_no("Was it this one?")
    row.shows()
    row.is_pressed(False)
    hers.hand.follow("Wed 18")
    hers.is_on(WEDNESDAY)
    row.is_pressed()
    row.shows("down", "across")
    his_row.runs(1)


def test_a_late_tick_counts_for_the_day_that_it_is_for(
    moved: MovedServer, pair: tuple[Remote, Remote], open_hand: OpenHand
) -> None:
    ana, ben = pair
    agree(ana, ben, title=WALK, mode="each")
    his = Today(open_hand(ben, NEW_YORK)).open()
    his.row(WALK).tap()
    his.row(WALK).says("You are in.")

    moved.move(AFTER_BOTH)
    hers = Today(open_hand(ana, TOKYO)).open().is_on(THURSDAY)
    hers.row(WALK).shows()
    his.open().is_on(THURSDAY)
    his.hand.follow("Wed 18")
    his.is_on(WEDNESDAY).is_heard()
    his.row(WALK).shows("across")

    hers.hand.follow("Wed 18")
    hers.is_on(WEDNESDAY).is_heard()
    hers.row(WALK).tap()
    for row in hers.row(WALK), his.row(WALK):
        row.says("You both did.")
        row.shows("down", "across")
        row.runs(1)


def test_whose_day_ends_later_still_ticks_for_the_evening(
    moved: MovedServer, pair: tuple[Remote, Remote], open_hand: OpenHand
) -> None:
    ana, ben = pair
    agree(ana, ben, title=WALK, mode="each")
    moved.move(AFTER)
    hand = open_hand(ana, TOKYO)
    today = Today(hand).open().is_on(THURSDAY)
    hand.open("/settings/you")
    hand.page.get_by_label("My day ends").select_option("at 3 at night")
    hand.tap("Save")
    hand.sees("Saved.")
    today.open().is_on(WEDNESDAY)
    today.row(WALK).tap()
    today.row(WALK).says("You are in.")
    his = Today(open_hand(ben, NEW_YORK)).open().is_on(WEDNESDAY)
    his.row(WALK).says(f"{ana.name.title()} is in.")


def test_a_page_that_is_left_open_turns_to_the_new_day(
    moved: MovedServer, pair: tuple[Remote, Remote], open_hand: OpenHand
) -> None:
    ana, ben = pair
    agree(ana, ben, title=WALK, mode="each")
    # One browser that keeps the days to come, and one that keeps nothing.
    hand, other = open_hand(ana, TOKYO), open_hand(ana, TOKYO, service_workers="block")
    Today(hand).open()
    becomes(hand.page, KEEPS_DAYS)  # before its clock is held: a quiet moment comes late by that
    for one in hand, other:
        one.window.expect("ERR_INTERNET_DISCONNECTED|Service Worker registration blocked")
        one.page.clock.install()
        Today(one).open().is_on(WEDNESDAY)
    moved.move(AFTER)
    for one in hand, other:
        one.window.context.set_offline(True)
        one.page.clock.fast_forward("01:00:00")
    hand.sees("No network. As of yesterday")
    Today(hand).is_on(THURSDAY)
    Today(other).is_on(WEDNESDAY)
    for one in hand, other:
        one.window.context.set_offline(False)
        Today(one).is_on(THURSDAY).is_heard()
