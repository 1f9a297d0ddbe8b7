"""Take the outcomes at their edges."""

from datetime import date
from typing import Any

import pytest

from tracker.streaks import Cadence, Pause, Terms, Tick, evaluate

MONDAY = date(2026, 3, 2)


def outcome(
    cadence: Cadence,
    *,
    today: date,
    paused: tuple[int, int] | None = None,
    starts_on: date = MONDAY,
    ticks: tuple[int, ...] = (),
    backfill_days: int = 0,
) -> str:
    """Give the outcome of the first period; days are those of March 2026."""
    progress = evaluate(
        [Terms(cadence, "together", starts_on)],
        [Tick("ana", date(2026, 3, day)) for day in ticks],
        [Pause(date(2026, 3, paused[0]), date(2026, 3, paused[1]))] if paused else [],
        partners=("ana", "ben"),
        week_start=1,
        today=today,
        backfill_days=backfill_days,
    )
    return progress.periods[0].outcome


def test_a_period_is_open_through_its_last_day_then_pending_through_the_window() -> None:
    week = Cadence("week")
    found = [outcome(week, today=date(2026, 3, day), backfill_days=3) for day in range(8, 13)]
    assert found == ["open", "pending", "pending", "pending", "graced"]


@pytest.mark.parametrize(
    ("cadence", "paused", "expected"),
    [
        (Cadence(every=4), (2, 3), "paused"),
        (Cadence(every=5), (2, 3), "graced"),
        (Cadence(every=5), (2, 4), "paused"),
        (Cadence("week", 1, 5), (2, 3), "graced"),
        (Cadence("week", 1, 6), (2, 3), "paused"),
        (Cadence("week", 1, 7), (8, 8), "paused"),
        (Cadence("week", 1, 7), (9, 9), "graced"),
    ],
    ids=str,
)
def test_half_of_the_days_or_too_few_left_make_a_period_paused(
    cadence: Cadence, paused: tuple[int, int], expected: str
) -> None:
    assert outcome(cadence, today=date(2026, 4, 1), paused=paused) == expected


def test_pauses_that_overlap_count_a_day_once() -> None:
    progress = evaluate(
        [Terms(Cadence("week"), "together", MONDAY)],
        [],
        [
            Pause(date(2026, 3, 3), date(2026, 3, 4)),
            Pause(date(2026, 3, 2), date(2026, 3, 3)),
            Pause(date(2026, 3, 4), date(2026, 3, 4)),
        ],
        partners=("ana", "ben"),
        week_start=1,
        today=date(2026, 3, 9),
    )
    # Three days of seven, though the ranges have five.
    assert progress.periods[0].outcome == "graced"


def test_a_partial_period_is_paused_before_it_is_void_and_kept_before_either() -> None:
    call: dict[str, Any] = {"starts_on": date(2026, 3, 5), "today": date(2026, 4, 1)}
    week = Cadence("week", 1, 2)
    assert outcome(week, **call) == "void"
    assert outcome(week, **call, paused=(5, 6)) == "paused"
    assert outcome(week, **call, paused=(5, 6), ticks=(5, 8)) == "kept"
