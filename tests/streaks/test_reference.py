"""Hold the engine against the rules worked out day by day."""

from datetime import date, timedelta
from random import Random

import pytest

from tests.streaks import cases, reference
from tests.streaks.vectors import Plain, arguments, load
from tracker.streaks import Progress, adherence, couple_weeks, evaluate

CHUNKS = 20
CHUNK = 1000 if cases.FULL else 100
GROUPS = 400 if cases.FULL else 20


def near(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= 1e-9


def assert_same(found: Progress, worked: Plain) -> None:
    for name in ("current", "best", "grace", "toward"):
        assert getattr(found, name) == worked[name], name
    assert near(found.strength, worked["strength"])
    assert len(found.periods) == len(worked["periods"])
    for period, plain in zip(found.periods, worked["periods"], strict=True):
        for name in ("start", "end", "target", "done", "done_by", "outcome", "turn", "partial"):
            assert getattr(period, name) == plain[name], (name, period)
        assert period.mode == plain["terms"]["mode"]
        assert near(period.fraction, plain["fraction"])


@pytest.mark.parametrize("case", load("streaks.json"))
def test_the_reference_itself_agrees_with_the_worked_cases(case: Plain) -> None:
    worked = reference.evaluate(case)
    assert worked["current"] == case["expect"]["current"]
    assert worked["best"] == case["expect"]["best"]
    assert worked["grace"] == case["expect"]["grace"]
    assert near(worked["strength"], case["expect"]["strength"])
    assert [p["outcome"] for p in worked["periods"]] == [
        p["outcome"] for p in case["expect"]["periods"]
    ]


@pytest.mark.parametrize("group", load("weeks.json"))
def test_the_reference_itself_agrees_with_the_worked_weeks(group: Plain) -> None:
    worked = reference.couple_weeks(group)
    assert worked["streak"] == group["expect"]["streak"]
    for found, expected in zip(worked["weeks"], group["expect"]["weeks"], strict=True):
        assert (found[0].isoformat(), found[2]) == (expected[0], expected[2])
        assert near(found[1], expected[1])


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_any_habit_comes_out_as_the_reference_works_it_out(chunk: int) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        random = Random(seed)
        case = cases.case(random)
        found, worked = evaluate(**arguments(case)), reference.evaluate(case)
        try:
            assert_same(found, worked)
            first = cases.START + timedelta(days=random.randint(-10, 150))
            last = first + timedelta(days=random.randint(0, 60))
            today = date.fromisoformat(case["today"])
            couple, own = adherence(
                found.periods, first, last, today=today, partners=cases.PARTNERS
            )
            expected, of_each = reference.adherence(case, worked["periods"], first, last)
            assert near(couple, expected)
            assert all(near(own[person], of_each[person]) for person in cases.PARTNERS)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}\n{case}") from error


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_any_couple_s_weeks_come_out_as_the_reference_works_them_out(chunk: int) -> None:
    for seed in range(chunk * GROUPS, (chunk + 1) * GROUPS):
        group = cases.group(Random(seed))
        horizon = date.fromisoformat(group["horizon"])
        found = couple_weeks(
            [evaluate(**arguments(case), horizon=horizon) for case in group["cases"]],
            today=date.fromisoformat(group["today"]),
            latest=date.fromisoformat(group["latest"]),
            week_start=group["week_start"],
            weeks=group["weeks"],
        )
        worked = reference.couple_weeks(group)
        assert found.streak == worked["streak"], f"seed {seed}"
        assert len(found.weeks) == len(worked["weeks"])
        for week, (start, progress, state) in zip(found.weeks, worked["weeks"], strict=True):
            assert (week.start, week.state) == (start, state), f"seed {seed}"
            assert near(week.progress, progress), f"seed {seed}"
