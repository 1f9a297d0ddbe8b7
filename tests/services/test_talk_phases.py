"""Turns tile a talk, alternate, and are fair, whatever the lengths."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tracker.services import talk_phases
from tracker.services.talk_phases import BACK, Phase

MINUTE = timedelta(minutes=1)
LENGTHS = range(5, 91)
TURNS = range(1, 11)
ALL = [(length, turn, first) for length in LENGTHS for turn in TURNS for first in (0, 1)]


def plan(minutes: int, turn: int | None = None, first: int | None = None) -> list[Phase]:
    length = None if turn is None else turn * MINUTE
    return list(talk_phases.plan(minutes * MINUTE, length, first))


def said(phases: list[Phase]) -> list[tuple[str, int | None, float, float]]:
    return [(one.kind, one.side, one.start / MINUTE, one.end / MINUTE) for one in phases]


def test_without_turns_all_of_it_is_for_both() -> None:
    assert said(plan(20)) == [("together", None, 0, 20)]


def test_one_speaks_the_other_says_it_back_and_they_swap() -> None:
    assert said(plan(20, 5, first=1)) == [
        ("speak", 1, 0, 5),
        ("say_back", 0, 5, 6),
        ("speak", 0, 6, 11),
        ("say_back", 1, 11, 12),
        ("together", None, 12, 20),
    ]


def test_it_comes_round_as_often_as_both_can_and_what_is_left_is_for_both() -> None:
    assert [one.side for one in plan(20, 4, 0)] == [0, 1, 1, 0] * 2
    assert said(plan(21, 4, 0))[-1] == ("together", None, 20, 21)


def test_turns_that_are_too_long_are_as_long_as_fits() -> None:
    assert said(plan(5, 10, 0)) == [
        ("speak", 0, 0, 1.5),
        ("say_back", 1, 1.5, 2.5),
        ("speak", 1, 2.5, 4),
        ("say_back", 0, 4, 5),
    ]


def test_every_plan_tiles_its_talk() -> None:
    for length, turn, first in ALL:
        phases = plan(length, turn, first)
        assert phases[0].start == timedelta()
        assert phases[-1].end == length * MINUTE
        for one, following in pairwise(phases):
            assert one.end == following.start
        assert all(one.start < one.end for one in phases)


def test_both_speak_and_listen_for_as_long_in_every_plan() -> None:
    for length, turn, first in ALL:
        phases = plan(length, turn, first)
        for kind in ("speak", "say_back"):
            shares = [
                sum(
                    (one.end - one.start for one in phases if (one.kind, one.side) == (kind, side)),
                    timedelta(),
                )
                for side in (0, 1)
            ]
            assert shares[0] == shares[1] > timedelta(), (length, turn, kind)


def test_roles_alternate_in_every_plan() -> None:
    for length, turn, first in ALL:
        turns = [one for one in plan(length, turn, first) if one.kind != "together"]
        assert len(turns) % 4 == 0
        assert turns[0].side == first
        for one, following in pairwise(turns):
            assert one.kind != following.kind
            assert one.side is not None
            if one.kind == "speak":
                assert following.side == 1 - one.side, "who listened says it back"
                assert following.end - following.start == BACK
            else:
                assert following.side == one.side, "who said it back speaks next"


def test_another_round_would_not_fit_in_any_plan() -> None:
    for length, turn, first in ALL:
        last = plan(length, turn, first)[-1]
        if last.kind == "together":
            assert last.end - last.start < 2 * (turn * MINUTE + BACK)


@pytest.mark.parametrize(
    ("minute", "kind"),
    [
        (0, "speak"),
        (4.99, "speak"),
        (5, "say_back"),
        (12, "together"),
        (20, "together"),
        (99, "together"),
    ],
)
def test_a_moment_lies_in_one_phase(minute: float, kind: str) -> None:
    assert talk_phases.at(plan(20, 5, 0), minute * MINUTE).kind == kind
