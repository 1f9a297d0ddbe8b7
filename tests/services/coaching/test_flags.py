"""Flags: which facts of settled days a coach sees first, with their numbers."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tracker.services.coaching import flags
from tracker.services.coaching.figure_kinds import Back, Share, Summary, WeekFigure, WeekStands
from tracker.services.coaching.flags import Flag, PauseFact
from tracker.streaks import WeekState

TODAY = date(2026, 5, 20)
THROUGH = TODAY - timedelta(days=4)
CALM = Summary(
    as_of=TODAY,
    through=THROUGH,
    d7=Share(5, 7, 5 / 7),
    d28=Share(14, 20, 0.7),
    d90=Share(60, 80, 0.75),
    change_28=-0.05,
    streak=3,
    week=WeekStands(date(2026, 5, 11), 0.5, WeekState.RUNNING),
    return_days=2,
    last_kept_week=date(2026, 5, 4),
    weeks=[WeekFigure(date(2026, 5, 11), 3, 5)],
    began_on=date(2025, 1, 1),
    silent_days=None,
    back=None,
    habits=2,
)
FIRST, LAST = date(2026, 5, 18), date(2026, 5, 24)


def found(
    summary: Summary = CALM,
    pause: PauseFact | None = None,
    until: date | None = None,
    fell_points: int = 20,
    silent_days: int = 10,
) -> list[Flag]:
    return flags.flags(
        summary,
        pause=pause,
        asked_again_until=until,
        fell_points=fell_points,
        silent_days=silent_days,
    )


def test_who_keeps_going_has_none() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("change", "points", "flagged"),
    [(-0.2, 20, 20), (-0.199, 20, None), (-0.3, 31, None), (-0.3, 30, 30), (0.4, 20, None)],
)
def test_a_fall_is_flagged_from_the_coachs_own_points_on(
    change: float, points: int, flagged: int | None
) -> None:
    told = found(replace(CALM, change_28=change), fell_points=points)
    expected = Flag("fell", points=flagged, before=0.7 - change, now=0.7)
    assert told == ([] if flagged is None else [expected])


def test_where_there_is_no_rate_nothing_fell() -> None:
    assert found(replace(CALM, change_28=None, d28=Share(1, 4, None))) == []


@pytest.mark.parametrize(("days", "flagged"), [(None, False), (9, False), (10, True), (30, True)])
def test_silence_is_flagged_from_the_coachs_own_days_on(days: int | None, flagged: bool) -> None:
    told = found(replace(CALM, silent_days=days))
    assert told == ([Flag("silent", days=days)] if flagged else [])


def test_nobody_is_silent_while_everything_rests() -> None:
    silent = replace(CALM, silent_days=30)
    assert [one.kind for one in found(silent, PauseFact(FIRST, None, True))] == ["paused"]
    one_habit = PauseFact(FIRST, None, False)
    assert [one.kind for one in found(silent, one_habit)] == ["silent", "paused"]


def test_who_came_back_after_a_gap_is_shown() -> None:
    back = Back(12, THROUGH)
    assert found(replace(CALM, back=back)) == [Flag("back", days=12, on=THROUGH)]
    assert found(replace(CALM, back=back), silent_days=13) == []


@pytest.mark.parametrize(("days", "flagged"), [(0, True), (27, True), (28, False)])
def test_for_four_weeks_a_couple_has_just_started(days: int, flagged: bool) -> None:
    began = TODAY - timedelta(days=days)
    told = found(replace(CALM, began_on=began))
    assert told == ([Flag("new", since=began)] if flagged else [])
    assert found(replace(CALM, began_on=None)) == []


@pytest.mark.parametrize("last", [LAST, None])
def test_a_pause_that_runs_says_until_when_and_of_what(last: date | None) -> None:
    told = found(pause=PauseFact(FIRST, last, False))
    assert told == [Flag("paused", since=FIRST, until=last, all=False)]


def test_being_asked_again_is_shown() -> None:
    assert found(until=LAST) == [Flag("lapsing", until=LAST)]


def test_they_always_come_in_the_same_order() -> None:
    every: dict[str, Any] = {
        "change_28": -0.5,
        "silent_days": 12,
        "back": Back(11, THROUGH),
        "began_on": TODAY,
    }
    told = found(replace(CALM, **every), PauseFact(FIRST, None, False), LAST)
    kinds = [one.kind for one in told]
    assert kinds == ["fell", "silent", "back", "new", "paused", "lapsing"]
