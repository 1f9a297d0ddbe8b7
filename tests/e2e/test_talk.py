"""A talk on two devices: the same second, whatever becomes of one of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, CDPSession, expect

from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.moved_server import MovedServer
from tests.support.people import link
from tests.support.remote import Remote
from tests.support.today import Today
from tests.support.window import SLOW, Window

EVENING = datetime(2026, 11, 18, 19, 0, tzinfo=UTC)
TITLE = "Listen first"
NEAR = 250
"""Milliseconds by which two devices may differ."""
# As on a device whose clock somebody has set, and goes on while the device sleeps.
ANOTHER_TIME = """{
  const real = Date.now;
  window.slept = 0;
  Date.now = () => real() + 3 * 3_600_000 + 12_345 + window.slept;
}"""
# Both monotonic clocks are this machine's, whatever the devices' own clocks say.
NOTE_SECONDS = """() => {
  window.seconds = {};
  new MutationObserver(() => {
    const left = document.getElementById("left");
    if (left) window.seconds[left.textContent] ??= performance.timeOrigin + performance.now();
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
COMES_BACK = "window.dispatchEvent(new Event('online'))"
FORGET_SECONDS = "window.seconds = {}"


@pytest.fixture(scope="module")
def moved(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedServer]:
    """Run a server on a clock of its own."""
    with MovedServer(tmp_path_factory.mktemp("talk"), EVENING, template=template) as server:
        yield server


class Seat:
    """Somebody at a device."""

    def __init__(self, browser: Browser, who: Remote, **options: Any) -> None:
        self.window = Window(browser, who.server.url, **options)
        # What the browser says of a network that is away, and of a server that is.
        self.window.expect("net::ERR_|WebSocket connection")
        self.window.sign_in(who.email)
        self.hand = Hand(self.window)
        self.page = self.window.page
        self.talk = self.page.locator("#talk")
        self.left = self.page.locator("#left")

    def is_live(self) -> None:
        Today(self.hand).is_heard()

    def stands(self, state: str) -> None:
        expect(self.talk).to_have_attribute("data-state", state)

    def bothers_nobody(self) -> None:
        """Assert that axe finds nothing on the page as it is."""
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        assert [(wrong["id"], wrong["nodes"][0]["html"]) for wrong in found] == []

    @contextmanager
    def frozen(self) -> Iterator[CDPSession]:
        """Hold the page as a debugger does: no script runs, no timer, and what comes has to wait.

        Chromium freezes by its own command only pages that are out of sight.
        """
        devtools = self.window.context.new_cdp_session(self.page)
        held: list[Any] = []
        devtools.on("Debugger.paused", lambda event: held.append(event))
        devtools.send("Debugger.enable")
        devtools.send("Debugger.pause")
        for _ in range(SLOW // 50):
            if held:
                break
            devtools.send("Browser.getVersion")  # lets what was heard arrive
            time.sleep(0.05)
        assert held, "the page did not stop"
        yield devtools
        devtools.send("Debugger.resume")
        devtools.send("Debugger.disable")


def show_the_same_second(*seats: Seat) -> None:
    """Wait for a second that turns on all of these devices, and compare when it did."""
    seen: list[dict[str, float]] = []
    for seat in seats:
        seat.page.evaluate(FORGET_SECONDS)
    for _ in range(SLOW // 50):
        seen = [seat.page.evaluate("window.seconds") for seat in seats]
        if shared := set(seen[0]).intersection(*seen[1:]):
            moments = [one[min(shared)] for one in seen]
            assert max(moments) - min(moments) < NEAR, (min(shared), seen)
            return
        seats[0].page.wait_for_timeout(50)
    pytest.fail(f"no second in common: {seen}")


def move_on(server: MovedServer, minutes: float) -> None:
    """Let time pass at the server, as it does while devices sleep."""
    server.move(datetime.now(UTC) + timedelta(seconds=server.ahead, minutes=minutes))


def test_both_devices_show_the_servers_second_and_both_are_asked_to_tick(
    browser: Browser, moved: MovedServer
) -> None:
    with moved.its_time():
        ana, ben, dev, eva = (Remote(moved, name) for name in ("ana", "ben", "dev", "eva"))
        link(ana, ben)
        link(dev, eva)
    agree(ana, ben, title=TITLE, mode="each")
    hers = Seat(browser, ana)
    his = Seat(browser, ben, viewport={"width": 1180, "height": 820})
    his.page.add_init_script(ANOTHER_TIME)
    try:
        _talk(moved, ana, ben, hers, his)
    finally:
        complaints = hers.window.complaints + his.window.complaints
        hers.window.close()
        his.window.close()
    assert complaints == []
    assert dev.stream() == eva.stream() == []


def _talk(server: MovedServer, ana: Remote, ben: Remote, hers: Seat, his: Seat) -> None:
    name = ana.name.title()
    hers.hand.open("/talk")
    hers.hand.within(hers.page.get_by_role("group", name="Minutes for each turn")).choose("2")
    hers.page.get_by_label("It counts for").select_option(label=TITLE)
    hers.hand.tap("Start")
    hers.hand.sees(f"{name} speaks")
    his.hand.open("/talk")
    his.hand.is_at("You two are talking")
    his.hand.follow("Look on")
    his.hand.sees(f"{name} speaks")
    for seat in (hers, his):
        seat.is_live()
        seat.page.evaluate(NOTE_SECONDS)
    show_the_same_second(hers, his)
    hers.bothers_nobody()

    # His is frozen, and time passes; hers is loaded again meanwhile.
    with his.frozen() as devtools:
        move_on(server, 2.5)
        hers.page.reload()
        hers.page.evaluate(NOTE_SECONDS)
        hers.hand.sees(f"{ben.name.title()} says it back")
        root = devtools.send("DOM.getDocument")["root"]["nodeId"]
        place = {"nodeId": root, "selector": "#left"}
        node = devtools.send("DOM.querySelector", place)["nodeId"]
        assert ">19:" in devtools.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"]
    his.page.evaluate("window.slept = 150_000")
    his.hand.sees(f"{ben.name.title()} says it back")
    show_the_same_second(hers, his)

    # Hers loses its network; he pauses.
    hers.window.context.set_offline(True)
    his.hand.tap("Pause")
    his.stands("paused")
    hers.stands("running")
    hers.window.context.set_offline(False)
    hers.stands("paused")
    expect(hers.left).to_have_text(his.left.text_content() or "")

    # The server crashes and comes back; she goes on.
    server.restart()
    for seat in (hers, his):
        seat.page.evaluate(COMES_BACK)
        seat.is_live()
    hers.hand.tap("Go on")
    his.stands("running")
    show_the_same_second(hers, his)

    # The time is up while nobody looks.
    move_on(server, 20)
    for seat in (hers, his):
        seat.page.evaluate("document.dispatchEvent(new Event('resume'))")
        seat.hand.sees("Stay as long as you like.")
    hers.bothers_nobody()
    his.hand.tap("That was our talk")
    for seat in (hers, his):
        expect(seat.page.get_by_role("heading", level=1)).to_contain_text("You talked for 2")
        seat.hand.sees("Tick it? Each of you does so for yourself.")
    hers.hand.tap("Tick it")
    hers.hand.sees("You are in.")
    his.hand.tap("Tick it")
    for seat in (hers, his):
        seat.hand.sees("You both did.")
