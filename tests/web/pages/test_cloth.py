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


def test_a_single_thread_stays_in_its_place_within_an_outline() -> None:
    for mark, there, not_there in (("d", "down", "across"), ("a", "across", "down")):
        alone = weave((mark,))
        assert pieces(getattr(alone, there)) == 1
        assert getattr(alone, not_there) == ""
        assert pieces(alone.open) == 1


def test_a_place_that_is_not_decided_is_an_outline_and_no_thread() -> None:
    waiting = weave(("xo.",))
    assert pieces(waiting.open) == 1
    assert waiting.down == weave(("x..",)).down
    assert waiting.across == weave(("x..",)).across


def test_where_nothing_is_only_the_loom_is_drawn() -> None:
    half = weave(("x ", ". "))
    assert half.ground == f"M0 22h{CELL}M0 66h{CELL}M22 0v{2 * CELL}"
    assert half.loom == f"M{CELL} 22h{CELL}M{CELL} 66h{CELL}M66 0v{2 * CELL}"
    assert weave(("xx",)).loom == ""


def test_single_threads_never_make_a_crossing() -> None:
    assert weave(("da",)).down == weave(("d.",)).down
    assert weave(("ad",)).across == weave(("a.",)).across


def test_a_thread_is_round_where_it_ends_and_cut_straight_where_it_dives() -> None:
    woven = weave(("xxx",))  # the thread across lies on top in the middle
    assert [piece.count("a") for piece in woven.across.split("z")[:-1]] == [2, 0, 2]
    assert [piece.count("a") for piece in woven.down.split("z")[:-1]] == [4, 2, 2, 4]
