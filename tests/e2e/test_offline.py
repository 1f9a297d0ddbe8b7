"""Without a network: what is ticked is kept, goes once there is one, and comes only once."""

import json
import os
import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.people import Someone
from tests.support.remote import Remote
from tests.support.today import Row, Today
from tests.support.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("couple")

FULL = os.environ.get("WOVEN_FULL") == "1"
RUNS, STEPS = (20, 14) if FULL else (1, 8)
WALK, READ = "Walk after dinner", "Read aloud"
NO_NETWORK = (
    "ERR_INTERNET_DISCONNECTED|Failed to load resource|ERR_FAILED|WebSocket"
    "|Service Worker registration blocked"
)
KEPT = """async () => {
  const device = await import(document.querySelector("script[src*='/js/']").src
    .replace(/js\\/.*/, "js/device.js"));
  return [await device.unsent(), await device.page()];
}"""
# Not waited for: a page that is back on the network may go elsewhere by itself meanwhile.
REFRESH = """() => { import(document.querySelector("script[src*='/js/']").src
  .replace(/js\\/.*/, "js/fragment.js")).then(({ refresh }) => { refresh(); }); }"""
CONVERGED = 5000
"""ms after coming back (safety: F3)."""

Unsent = list[dict[str, Any]]
Shown = dict[str, Any] | None


@pytest.fixture
def habit(ana: Remote, ben: Remote) -> str:
    """Return a habit that counts for each of the two, since the day before yesterday."""
    today = ana.get("/api/couple").get_json()["today"]
    return str(agree(ana, ben, title=WALK, mode="each", starts_on=before(today, 2))["id"])


def before(day: str, days: int) -> str:
    """Return the date so many days before."""
    return str(date.fromisoformat(day) - timedelta(days=days))


@pytest.fixture
def window(open_window: OpenWindow, ana: Remote, habit: str) -> Window:
    """Return ana's window, which loses its network."""
    # What passes through a worker no route of a test sees.
    window = open_window(ana, service_workers="block")
    window.expect(NO_NETWORK)
    return window


def kept(page: Page) -> tuple[Unsent, Shown]:
    """Return what is unsent on a device, and the page that is kept there."""
    unsent, shown = page.evaluate(KEPT)
    return unsent, shown


def is_kept(page: Page) -> None:
    """Wait until Today is kept on the device, with the days around it."""
    wait_for(page, lambda _, shown: bool(shown and shown.get("of")))


def is_sent(page: Page) -> None:
    """Wait until nothing is unsent."""
    wait_for(page, lambda unsent, _: not unsent)


def wait_for(page: Page, is_so: Callable[[Unsent, Shown], bool], ms: int = CONVERGED) -> None:
    """Wait until what is kept on the device is so; the page may be another one meanwhile."""
    end = time.monotonic() + ms / 1000
    while True:
        with suppress(Error):
            if is_so(*kept(page)):
                return
        assert time.monotonic() < end, kept(page)
        page.wait_for_timeout(50)


def without_network(window: Window) -> Page:
    """Close the page, and open the one that phones keep, without a network.

    The service worker answers any address with it (tests/e2e/test_pwa.py); here it is brought.
    """
    page = window.context.new_page()
    window.page.close()
    window.page = page
    window.context.set_offline(False)
    page.goto("/offline")
    window.context.set_offline(True)
    return page


def ticks(person: Someone, habit: str) -> list[tuple[str, str, int]]:
    """Return what a person has ticked, as the server has it."""
    items = person.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    return [(i["person"], i["date"], i["slot"]) for i in items if i["person"] == person.id]


def arrive(person: Someone, habit: str, count: int) -> None:
    """Wait until the server has so many ticks of a person."""
    end = time.monotonic() + SLOW / 1000
    while len(ticks(person, habit)) != count:
        assert time.monotonic() < end, ticks(person, habit)
        time.sleep(0.05)


def sent(page: Page) -> list[dict[str, Any]]:
    """Return a list that fills with what the page sends."""
    envelopes: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda request: (
            envelopes.append(json.loads(request.post_data or "{}"))
            if request.url.endswith("/api/sync")
            else None
        ),
    )
    return envelopes


def test_ticks_of_a_page_that_was_closed_offline_arrive_once_it_is_back(
    window: Window, open_window: OpenWindow, ana: Remote, ben: Remote, habit: str
) -> None:
    today = Today(Hand(window)).open()
    is_kept(window.page)
    his = Today(Hand(open_window(ben))).open().row(WALK)

    window.context.set_offline(True)
    row = today.row(WALK)
    row.tap()
    row.says("Kept on this device. Waiting for a network.")
    expect(row.part.locator(".said")).to_be_hidden()  # it is older than the knot

    page = without_network(window)
    expect(page.locator("#age")).to_contain_text("No network. As of")
    row = today.row(WALK)
    row.is_pressed()
    row.shows("down")
    row.says("Kept on this device. Waiting for a network.")
    row.tap()
    row.shows()
    row.tap()
    row.shows("down")
    heading = page.get_by_role("heading", level=1)
    page.locator(".days a").nth(-2).click()
    expect(heading).to_have_text("Yesterday")
    page.go_back()
    expect(heading).to_have_text("Today")
    page.go_forward()
    expect(heading).to_have_text("Yesterday")
    row.is_pressed(False)
    row.tap()
    row.says("Kept on this device. Waiting for a network.")
    assert his.part.locator("[data-down]").count() == 0
    yesterday = page.url.rpartition("=")[2]

    without_network(window)
    row = today.row(WALK)
    row.is_pressed()
    unsent, shown = kept(window.page)
    assert [one["done"] for one in unsent] == [True, False, True, True]
    assert shown is not None
    assert "csrf_token" not in json.dumps(shown)

    window.page.locator(".days a").nth(-2).click()
    window.context.set_offline(False)
    his.knot.locator(".down").wait_for(timeout=CONVERGED)
    window.page.wait_for_url(f"**/today?day={yesterday}")  # it goes on where it was
    today.is_heard()
    row.is_pressed()
    row.says("You are in.")
    arrive(ana, habit, 2)
    assert {day for _, day, _ in ticks(ana, habit)} >= {yesterday}
    is_sent(window.page)


def test_a_page_of_yesterday_opens_on_today_and_beyond_its_days_says_so(
    window: Window, habit: str
) -> None:
    Today(Hand(window)).open()
    is_kept(window.page)
    for days, heading in (1, "Today"), (30, None):
        page = without_network(window)
        page.clock.install()
        page.clock.fast_forward(days * 86_400_000)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#beyond")).to_be_visible(visible=heading is None)
        if heading:
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            expect(page.locator("#age")).to_contain_text("As of yesterday")
        else:
            expect(page.get_by_role("heading", level=1)).not_to_have_text("Today")
        day = page.locator("#today").get_attribute("data-day")
        button = page.get_by_role("button", name=WALK)
        expect(button).to_have_attribute("data-date", str(day))


def test_a_note_comes_back_with_its_tick_also_after_closing(
    window: Window, ana: Remote, habit: str
) -> None:
    today = Today(Hand(window)).open()
    row = today.row(WALK)
    row.tap()
    row.write("In the rain")
    row.says("In the rain")
    is_kept(window.page)
    window.context.set_offline(True)
    row.tap()
    row.says("Kept on this device")
    without_network(window)
    row = today.row(WALK)
    row.is_pressed(False)
    row.tap()
    row.says("In the rain")
    window.context.set_offline(False)
    Today(Hand(window)).is_heard()
    row.says("In the rain")
    is_sent(window.page)
    items = ana.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    assert [item["note"] for item in items] == ["In the rain"]


@pytest.mark.parametrize("run", range(RUNS))
def test_whatever_is_done_offline_both_end_alike(
    window: Window, open_window: OpenWindow, ana: Remote, ben: Remote, habit: str, run: int
) -> None:
    """F3: ticks, unticks, closes and opens the page, loses answers; what was said last holds."""
    chance = random.Random(run)
    other = agree(ana, ben, title=READ, mode="each")["id"]
    today = Today(Hand(window)).open()
    is_kept(window.page)
    his = Today(Hand(open_window(ben))).open()
    done = dict.fromkeys((WALK, READ), False)

    def lose(route: Route) -> None:
        if chance.random() < 0.5:
            route.fetch()  # it arrives, and the answer is lost
        with suppress(Error):  # it may have been let go since then
            route.abort()

    window.context.set_offline(True)
    for _ in range(STEPS):
        match chance.choice(["tap", "tap", "tap", "close", "answer"]):
            case "tap":
                title = chance.choice([WALK, READ])
                row = today.row(title)
                row.tap()
                done[title] = not done[title]
                row.is_pressed(done[title])
                row.says("Kept on this device")
            case "close":
                without_network(window)
            case _:
                page = window.context.new_page()
                page.route("**/api/sync", lose)
                window.context.set_offline(False)
                page.goto("/today")
                page.wait_for_timeout(300)
                window.context.set_offline(True)
                window.page.close()
                window.page = page
        for title, is_done in done.items():
            today.row(title).is_pressed(is_done)

    window.context.set_offline(False)
    window.page.unroute_all()
    for title, is_done in done.items():
        for knot in today.row(title).knot, his.row(title).knot:
            expect(knot.locator(".down")).to_be_visible(visible=is_done, timeout=CONVERGED)
    is_sent(window.page)
    for title, of in (WALK, habit), (READ, other):
        assert len(ticks(ana, of)) == done[title]


def answering(page: Page, *statuses: int, body: str = "{}", **headers: str) -> list[int]:
    """Let the next requests to sync be answered so, and those after them by the server."""
    left = list(statuses)
    seen: list[int] = []

    def answer(route: Route) -> None:
        seen.append(len(json.loads(route.request.post_data or "{}")["ops"]))
        if not left:
            route.continue_()
            return
        route.fulfill(
            status=left.pop(0), body=body, content_type="application/problem+json", headers=headers
        )

    page.route("**/api/sync", answer)
    return seen


def test_what_is_too_much_goes_in_halves_and_what_is_busy_is_tried_again(
    window: Window, ana: Remote, habit: str
) -> None:
    row = Today(Hand(window)).open().row(WALK)
    window.context.set_offline(True)
    for number in range(3):
        row.tap()
        row.is_pressed(number % 2 == 0)
    row.says("Kept on this device")
    seen = answering(window.page, 413, 503)
    window.context.set_offline(False)
    row.says("You are in.")
    is_sent(window.page)
    assert seen == [3, 2, 2, 1]
    assert len(ticks(ana, habit)) == 1


def test_a_clock_that_is_set_ahead_before_it_is_sent_loses_nothing(
    window: Window, ana: Remote, habit: str
) -> None:
    row = Today(Hand(window)).open().row(WALK)
    window.context.set_offline(True)
    row.tap()
    row.says("Kept on this device")
    window.page.evaluate("const now = Date.now; Date.now = () => now() + 86_400_000")
    window.context.set_offline(False)
    arrive(ana, habit, 1)
    row.says("You are in.")
    row.is_pressed()
    is_sent(window.page)


def test_an_answer_that_is_none_is_said_in_words(window: Window) -> None:
    row = Today(Hand(window)).open().row(WALK)
    for status, code, words in (
        (413, "too_large", "Not saved. It is too long to be sent."),
        (429, "too_many_tries", "Not saved yet. Trying again in a moment."),
        (403, "csrf_failed", "Not saved yet. Load this page again first."),
    ):
        window.page.unroute_all()
        answering(window.page, *[status] * 9, body=json.dumps({"code": code}))
        if status != 403:
            row.tap()
        row.says(words)
        row.is_pressed(status != 413)
        assert len(kept(window.page)[0]) == (status != 413)


def test_what_the_server_refuses_is_taken_back_and_says_why(
    window: Window, ana: Remote, habit: str
) -> None:
    row = Today(Hand(window)).open().row(WALK)
    window.context.set_offline(True)
    row.tap()
    row.says("Kept on this device")
    assert ana.post(f"/api/habits/{habit}/retire").status_code == 200
    page = window.page
    page.evaluate(
        """async () => {
          const device = await import(document.querySelector("script[src*='/js/']").src
            .replace(/js\\/.*/, "js/device.js"));
          const [row] = await device.unsent();
          await device.drop([row.op]);
          await device.add({ ...row, date: "2020-01-01" });
        }"""
    )
    window.context.set_offline(False)
    is_sent(page)
    assert ticks(ana, habit) == []


def test_whoever_is_signed_out_signs_in_and_then_it_goes(
    window: Window, ana: Remote, habit: str
) -> None:
    row = Today(Hand(window)).open().row(WALK)
    window.context.set_offline(True)
    row.tap()
    row.says("Kept on this device")
    window.context.clear_cookies()
    window.expect("401|no valid credentials")
    window.context.set_offline(False)
    # By looking, not by waiting for one navigation: the outbox and the wire both lead there.
    expect(window.page).to_have_url(re.compile("/sign-in.next=%2Ftoday$"), timeout=SLOW)
    Hand(window).sees("What you ticked here waits until you sign in again.")
    assert ticks(ana, habit) == []
    window.sign_in(ana.email)
    window.go("/settings")
    arrive(ana, habit, 1)
    is_sent(window.page)


def test_nobody_sends_what_somebody_else_did_or_sees_their_today(
    window: Window, ana: Remote, habit: str, server: Any
) -> None:
    row = Today(Hand(window)).open().row(WALK)
    is_kept(window.page)
    window.context.set_offline(True)
    row.tap()
    row.says("Kept on this device")
    dev = Remote(server, "dev")
    window.context.clear_cookies()
    window.sign_in(dev.email)
    window.expect("403")  # it does not come with her token, should it try
    # Her page slept, and wakes up as somebody else's.
    window.context.set_offline(False)
    with suppress(Error):  # it may have noticed by itself, and be on its way
        window.page.evaluate(REFRESH)
    expect(window.page.locator("body")).to_have_attribute("data-person", dev.id)
    envelopes = sent(window.page)
    window.go("/today")
    wait_for(
        window.page,
        lambda unsent, shown: shown is None and [one["person"] for one in unsent] == [ana.id],
        SLOW,
    )
    assert envelopes == []
    assert ticks(ana, habit) == []
    window.context.clear_cookies()
    window.sign_in(ana.email)
    window.go("/today")
    arrive(ana, habit, 1)
    is_sent(window.page)


def test_of_a_couple_that_has_ended_nothing_stays(window: Window, ana: Remote, ben: Remote) -> None:
    row = Today(Hand(window)).open().row(WALK)
    is_kept(window.page)
    window.context.set_offline(True)
    row.tap()
    row.says("Kept on this device")
    assert ben.post("/api/couple/unlink").status_code == 204
    window.expect("410")
    window.context.set_offline(False)
    Hand(window).sees(
        "What you ticked here meanwhile could not be kept: you two are not linked any more."
    )
    wait_for(window.page, lambda unsent, shown: not unsent and shown is None)


BAD_STORES = {
    "none": "Object.defineProperty(window, 'indexedDB', { value: undefined })",
    "full": "IDBObjectStore.prototype.add = () => { throw new DOMException('', "
    "'QuotaExceededError'); }",
    "hangs": "IDBFactory.prototype.open = () => new EventTarget()",
}


def test_where_nothing_can_be_kept_it_says_so_and_sends_all_the_same(
    window: Window, ana: Remote, habit: str
) -> None:
    for done, script in zip((True, False, True), BAD_STORES.values(), strict=True):
        window.page = window.context.new_page()
        window.page.add_init_script(script)
        row = Today(Hand(window)).open().row(WALK)
        window.context.set_offline(True)
        row.tap()
        row.is_pressed(done)
        row.says("Not saved yet: waiting for a network. Keep this page open.")
        window.context.set_offline(False)
        row.says("You are in." if done else "Taken back.")
        arrive(ana, habit, int(done))
        window.page.close()


def test_a_word_said_while_a_slow_answer_is_on_its_way_holds(
    window: Window, ana: Remote, habit: str
) -> None:
    """The first is dated by when it arrived, late; the second travels fast, and must not lose."""
    row: Row = Today(Hand(window)).open().row(WALK)
    slow: list[int] = []

    def dawdle(route: Route) -> None:
        if not slow:
            slow.append(1)
            row.tap()
            window.page.wait_for_timeout(800)
        route.continue_()

    window.page.route("**/api/sync", dawdle)
    row.tap()
    row.is_pressed(False)
    is_sent(window.page)
    assert ticks(ana, habit) == []
    row.is_pressed(False)
    row.says("Taken back.")
