"""Find out what one more tick can do: docs/streak-engine.md tells it in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import assume, given

from tests.streaks import cases
from tests.streaks.vectors import arguments
from tracker.streaks import Cadence, Pause, Progress, Terms, Tick, evaluate

EARNS_AFTER = {"day": 7, "week": 4, "month": 3}
TODAY = date(2026, 3, 1)


def one_more(random: Random, when: Callable[[dict[str, Any]], tuple[int, int]]) -> Any:
    """Evaluate a drawn case without and with one more tick, dated within `when`."""
    call = arguments(cases.case(random))
    first, last = when(call)
    day = cases.START + timedelta(days=random.randint(first, last))
    tick = Tick(random.choice(cases.PARTNERS), day, random.choice([0, 0, 1]))
    without = evaluate(**call)
    call["ticks"] = [*call["ticks"], tick]
    return call, tick, without, evaluate(**call)


def wastes_a_spare(call: dict[str, Any], progress: Progress, since: date) -> bool:
    """Tell whether a spare was earned at the cap, and so lost, from a date on."""
    newest_first = sorted(call["terms"], key=lambda t: t.starts_on, reverse=True)
    grace, toward = 1, 0
    for period in progress.periods:
        terms = next(t for t in newest_first if t.starts_on <= period.start)
        if period.outcome == "kept" and terms.grace:
            toward += 1
            if toward >= EARNS_AFTER[terms.cadence.unit]:
                if grace == 2 and period.end >= since:
                    return True
                grace, toward = min(2, grace + 1), 0
        elif period.outcome == "graced":
            grace -= 1
        elif period.outcome == "missed":
            grace = toward = 0
    assert (grace, toward) == (progress.grace, progress.toward)
    return False


def assert_nothing_lost(without: Progress, found: Progress) -> None:
    assert found.best >= without.best
    assert found.current >= without.current
    assert found.grace >= without.grace
    assert found.strength >= without.strength - 1e-12


@cases.thorough
@given(cases.drawn())
def test_a_tick_that_can_still_be_made_loses_nothing(random: Random) -> None:
    def writable(call: dict[str, Any]) -> tuple[int, int]:
        today = (call["today"] - cases.START).days
        return today - call["backfill_days"], (call["latest"] - cases.START).days

    _, _, without, found = one_more(random, writable)
    assert_nothing_lost(without, found)


@cases.thorough
@given(cases.drawn())
def test_any_tick_loses_nothing_where_no_spare_is_wasted_after_it(random: Random) -> None:
    def whenever(call: dict[str, Any]) -> tuple[int, int]:
        return 0, (call["latest"] - cases.START).days

    call, tick, without, found = one_more(random, whenever)
    assume(not wastes_a_spare(call, found, tick.date))
    assert_nothing_lost(without, found)


@cases.thorough
@given(cases.drawn())
def test_any_tick_loses_nothing_where_grace_is_off(random: Random) -> None:
    call = arguments(cases.case(random))
    call["terms"] = [replace(terms, grace=False) for terms in call["terms"]]
    days = (call["latest"] - cases.START).days
    tick = Tick(
        random.choice(cases.PARTNERS), cases.START + timedelta(days=random.randint(0, days))
    )
    without = evaluate(**call)
    assert_nothing_lost(without, evaluate(**{**call, "ticks": [*call["ticks"], tick]}))


@cases.thorough
@given(cases.drawn())
def test_a_tick_never_lowers_the_strength_nor_unkeeps_a_period(random: Random) -> None:
    def whenever(call: dict[str, Any]) -> tuple[int, int]:
        return 0, (call["latest"] - cases.START).days

    _, _, without, found = one_more(random, whenever)
    assert found.strength >= without.strength - 1e-12
    for before, after in zip(without.periods, found.periods, strict=True):
        assert after.done >= before.done
        assert after.outcome == "kept" or before.outcome != "kept"


def year_of_months(*, tick_in_august: bool, more: str = "") -> Progress:
    """Evaluate months from March 2025 on, k kept and x not; August, the sixth, is paused."""
    pattern = "kkkkk" + ("k" if tick_in_august else "x") + "xkxx" + more
    months = [date(2025 + (2 + i) // 12, (2 + i) % 12 + 1, 9) for i in range(len(pattern) + 1)]
    return evaluate(
        [Terms(Cadence("month"), "together", date(2025, 3, 1))],
        [Tick("ana", day) for day, mark in zip(months, pattern, strict=False) if mark == "k"],
        [Pause(date(2025, 8, 1), date(2025, 8, 31))],
        partners=cases.PARTNERS,
        week_start=1,
        today=months[-1],
    )


def test_an_old_tick_can_end_a_streak_that_stood_by_wasting_a_spare() -> None:
    without = year_of_months(tick_in_august=False)
    found = year_of_months(tick_in_august=True)
    assert [period.outcome for period in without.periods[5:10]] == (
        ["paused", "graced", "kept", "graced", "graced"]
    )
    assert [period.outcome for period in found.periods[5:10]] == (
        ["kept", "graced", "kept", "graced", "missed"]
    )
    assert (without.current, without.best) == (6, 6)
    assert (found.current, found.best) == (0, 7)


def test_an_old_tick_can_lower_best_in_the_same_way() -> None:
    without = year_of_months(tick_in_august=False, more="kk")
    found = year_of_months(tick_in_august=True, more="kk")
    assert (without.current, without.best) == (8, 8)
    assert (found.current, found.best) == (2, 7)


def test_the_tick_lost_nothing_when_it_could_be_made() -> None:
    # The same August, seen on its last day and on every one of the 30 on which it can be filled.
    for days in range(31):
        today = date(2025, 8, 31) + timedelta(days=days)
        call: dict[str, Any] = {
            "terms": [Terms(Cadence("month"), "together", date(2025, 3, 1))],
            "pauses": [Pause(date(2025, 8, 1), date(2025, 8, 31))],
            "partners": cases.PARTNERS,
            "week_start": 1,
            "today": today,
            "backfill_days": 30,
        }
        ticks = [Tick("ana", date(2025, month, 9)) for month in range(3, 8)]
        without = evaluate(ticks=ticks, **call)
        found = evaluate(ticks=[*ticks, Tick("ana", date(2025, 8, 31))], **call)
        assert (without.current, found.current) == (5, 6)
