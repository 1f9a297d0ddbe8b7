"""From one's tap to the other's screen."""

from statistics import median

from tests.e2e.conftest import OpenWindow
from tests.support.agreeing import agree
from tests.support.hand import Hand
from tests.support.remote import Remote
from tests.support.screens import from_tap_to_thread
from tests.support.today import Today

TAPS = 20
MOST = 1000
"""ms at the median: what other work on a machine may make of it; `make bench` measures it."""


def test_a_tick_is_on_the_other_screen_at_once(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str
) -> None:
    habit = agree(ana, ben, mode="each")
    hers, his = Today(Hand(open_window(ana))).open(), Today(Hand(open_window(ben))).open()
    took = from_tap_to_thread(hers.row(habit["title"]), his.row(habit["title"]), TAPS)
    print(f"from tap to thread: median {median(took):.0f} ms, at most {max(took):.0f} ms")
    assert median(took) < MOST
