"""Hold the engine against the worked cases."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.streaks.vectors import FOLDER, Plain, arguments, load
from tracker.streaks import adherence, couple_weeks, evaluate, local_date

SHARED = Path(__file__).parents[3] / "shared" / "vectors"

close = pytest.approx


def exactly(value: float | None) -> object:
    return None if value is None else close(value, abs=1e-9, rel=0)


@pytest.mark.parametrize("case", load("streaks.json"))
def test_a_case_comes_out_as_worked(case: Plain) -> None:
    found = evaluate(**arguments(case))
    expect = case["expect"]
    assert (found.current, found.best, found.grace) == (
        expect["current"],
        expect["best"],
        expect["grace"],
    )
    assert found.strength == exactly(expect["strength"])
    assert len(found.periods) == len(expect["periods"])
    for period, plain in zip(found.periods, expect["periods"], strict=True):
        assert period.start.isoformat() == plain["start"]
        assert period.end.isoformat() == plain["end"]
        assert (period.target, period.done) == (plain["target"], plain["done"])
        assert period.done_by == plain["done_by"]
        assert period.fraction == exactly(plain["fraction"])
        assert period.outcome == plain["outcome"]
        assert (period.turn, period.partial) == (plain["turn"], plain["partial"])

    worked = expect["adherence_28"]
    couple, own = adherence(
        found.periods,
        date.fromisoformat(worked["first"]),
        date.fromisoformat(worked["last"]),
        today=date.fromisoformat(case["today"]),
        partners=case["partners"],
    )
    assert couple == exactly(worked["couple"])
    assert own == {person: exactly(share) for person, share in worked["own"].items()}


@pytest.mark.parametrize("group", load("weeks.json"))
def test_a_group_of_habits_makes_the_weeks_as_worked(group: Plain) -> None:
    horizon = date.fromisoformat(group["horizon"])
    found = couple_weeks(
        [evaluate(**arguments(case), horizon=horizon) for case in group["cases"]],
        today=date.fromisoformat(group["today"]),
        latest=date.fromisoformat(group["latest"]),
        week_start=group["week_start"],
        weeks=group["weeks"],
    )
    assert found.streak == group["expect"]["streak"]
    assert len(found.weeks) == len(group["expect"]["weeks"])
    for week, (start, progress, state) in zip(found.weeks, group["expect"]["weeks"], strict=True):
        assert week.start.isoformat() == start
        assert week.progress == exactly(progress)
        assert week.state == state


@pytest.mark.parametrize("case", load("dates.json"))
def test_an_instant_falls_on_the_worked_date(case: Plain) -> None:
    instant = datetime.fromisoformat(case["instant"])
    found = local_date(instant, case["zone"], case["day_ends_at"])
    assert found.isoformat() == case["expect"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared vectors beside the repository")
@pytest.mark.parametrize("name", ["streaks.json", "weeks.json", "dates.json"])
def test_the_copied_cases_equal_the_shared_ones(name: str) -> None:
    shared = json.loads((SHARED / name).read_text(encoding="utf-8"))
    assert json.loads((FOLDER / name).read_text(encoding="utf-8")) == shared
