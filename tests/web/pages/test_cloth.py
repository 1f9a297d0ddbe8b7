"""Cloth: threads dive under each other by turns, and end where there is plain ground."""

import re

from tracker.web.pages import cloth
from tracker.web.pages.cloth import CELL, weave


def pieces(path: str) -> int:
    return len(re.findall("z", path))


def test_it_is_as_large_as_its_places() -> None:
    woven = weave(("xx", "xx", "x."))
    assert (woven.width, woven.height) == (2 * CELL, 3 * CELL)


def test_plain_ground_has_no_thread_in_either_direction() -> None:
    woven = weave(("..", ".."))
    assert woven.down == woven.across == ""
    assert woven.ground


def test_at_every_crossing_exactly_one_thread_is_on_top() -> None:
    for rows in (("x",), (".x",), (".", "x")):
        woven = weave(rows)
        # The thread on top is one piece, the other is cut in two.
        assert sorted((pieces(woven.down), pieces(woven.across))) == [1, 2]


def test_neighbours_take_turns_and_hang_together() -> None:
    woven = weave(("xx",))
    assert pieces(woven.across) == 2
    assert pieces(woven.down) == 1 + 2
    assert pieces(weave(("xxxx",)).across) == 3
    assert pieces(weave(("x.xx",)).across) == 2 + 2


def test_no_piece_leaves_the_cloth() -> None:
    woven = weave(("xxxxx", "xx.xx", "xxxxx"))
    for path in (woven.down, woven.across):
        for x, y in re.findall(r"M(\d+) (\d+)", path):
            assert 0 < int(x) < woven.width
            assert 0 < int(y) < woven.height
    assert "--" not in woven.down + woven.across
    assert cloth.EDGE > cloth.GAP
