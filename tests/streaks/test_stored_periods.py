"""Feed periods that were stored as plain values back in, beside those of a tail."""

from dataclasses import FrozenInstanceError, astuple, fields
from datetime import date, timedelta
from itertools import chain
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given

from tests.streaks import cases
from tests.streaks.vectors import arguments
from tracker.streaks import Period, adherence, couple_weeks, evaluate


def stored(period: Period) -> Period:
    """Send a period through plain values, the outcome as a word."""
    values = {field.name: getattr(period, field.name) for field in fields(Period)}
    return Period(**{**values, "outcome": str(period.outcome), "done_by": dict(period.done_by)})


def test_a_period_of_the_fold_is_a_period_in_every_respect() -> None:
    call = arguments(cases.case(Random(7), 30))
    for period in evaluate(**call).periods:
        again = stored(period)
        assert type(period) is Period
        assert period == again
        assert astuple(period) == astuple(again)
        assert repr(period).startswith("Period(start=")
        with pytest.raises(FrozenInstanceError):
            period.done = 9  # type: ignore[misc]


@cases.thorough
@given(cases.drawn())
def test_stored_and_tail_together_serve_adherence_and_weeks(random: Random) -> None:
    group = cases.group(random)
    today = date.fromisoformat(group["today"])
    before = today - timedelta(days=63)
    bounds: dict[str, Any] = {
        "today": today,
        "latest": date.fromisoformat(group["latest"]),
        "week_start": group["week_start"],
        "weeks": group["weeks"],
    }
    wholes, joined = [], []
    for case in group["cases"]:
        call = {**arguments(case), "horizon": date.fromisoformat(group["horizon"])}
        whole = evaluate(**call)
        tail = evaluate(**{**call, "resume": whole.checkpoint(before)})
        rows = [stored(period) for period in whole.periods if period.end < before]
        periods = [*rows, *tail.periods]
        wholes.append(whole)
        joined.append(SimpleNamespace(periods=chain(rows, tail.periods)))
        reach = (today - timedelta(days=random.randint(0, 150)), today)
        assert adherence(periods, *reach, today=today, partners=cases.PARTNERS) == adherence(
            whole.periods, *reach, today=today, partners=cases.PARTNERS
        )
    assert couple_weeks(joined, **bounds) == couple_weeks(wholes, **bounds)


def test_rows_with_the_columns_of_a_tick_are_as_good_as_ticks() -> None:
    call = arguments(cases.case(Random(3), 30))
    rows = [SimpleNamespace(person=t.person, date=t.date, slot=t.slot) for t in call["ticks"]]
    assert evaluate(**{**call, "ticks": rows}) == evaluate(**call)
