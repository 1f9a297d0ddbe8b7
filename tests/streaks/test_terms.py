"""Refuse what the rules do not know, and say which field it is."""

from datetime import date, datetime
from typing import Any

import pytest

from tracker.streaks import Cadence, Pause, Terms, Tick, evaluate

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"unit": "day", "times": 20},
        {"unit": "day", "every": 90},
        {"unit": "day", "times": 3, "weekdays": [1, 7]},
        {"unit": "week", "every": 12, "times": 84},
        {"unit": "month", "every": 12, "times": 336},
    ],
)
def test_a_cadence_of_the_table_is_taken(given: dict[str, Any]) -> None:
    Cadence(**given)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("unit", {"unit": "year"}),
        ("unit", {"unit": None}),
        ("unit", {"unit": ["day"]}),
        ("every", {"every": 0}),
        ("every", {"every": 91}),
        ("every", {"every": True}),
        ("every", {"every": 1.0}),
        ("every", {"every": "1"}),
        ("every", {"unit": "week", "every": 13}),
        ("every", {"unit": "month", "every": 13}),
        ("times", {"times": 0}),
        ("times", {"times": 21}),
        ("times", {"times": True}),
        ("times", {"every": 2, "times": 2}),
        ("times", {"unit": "week", "times": 8}),
        ("times", {"unit": "week", "every": 2, "times": 15}),
        ("times", {"unit": "month", "times": 29}),
        ("weekdays", {"weekdays": []}),
        ("weekdays", {"weekdays": [0]}),
        ("weekdays", {"weekdays": [8]}),
        ("weekdays", {"weekdays": [1, 1]}),
        ("weekdays", {"weekdays": [True, 2]}),
        ("weekdays", {"weekdays": "12"}),
        ("weekdays", {"weekdays": 3}),
        ("weekdays", {"every": 2, "weekdays": [1]}),
        ("weekdays", {"unit": "week", "weekdays": [1]}),
        ("weekdays", {"unit": "month", "weekdays": [1]}),
    ],
)
def test_any_other_cadence_is_refused_by_field(field: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=rf"^{field}: \w"):
        Cadence(**given)


def test_weekdays_are_kept_sorted() -> None:
    given: Any = [5, 1, 3]
    assert Cadence(weekdays=given) == Cadence(weekdays=(1, 3, 5))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("cadence", {"cadence": "day"}),
        ("mode", {"mode": "both"}),
        ("starts_on", {"starts_on": "2026-03-02"}),
        ("starts_on", {"starts_on": datetime(2026, 3, 2)}),
        ("ends_on", {"ends_on": date(2026, 3, 1)}),
        ("ends_on", {"ends_on": "2026-03-03"}),
        ("first_turn", {"first_turn": "ana"}),
        ("first_turn", {"mode": "turns"}),
        ("grace", {"grace": 1}),
    ],
)
def test_terms_are_refused_by_field(field: str, given: dict[str, Any]) -> None:
    good: dict[str, Any] = {"cadence": Cadence(), "mode": "together", "starts_on": DAY}
    with pytest.raises(ValueError, match=rf"^{field}: \w"):
        Terms(**{**good, **given})


def test_a_pause_ends_no_earlier_than_it_begins() -> None:
    Pause(DAY, DAY)
    Pause(DAY)
    with pytest.raises(ValueError, match=r"^last: "):
        Pause(DAY, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("partners", {"partners": ("ana",)}),
        ("partners", {"partners": ("ana", "ana")}),
        ("week_start", {"week_start": 0}),
        ("week_start", {"week_start": 8}),
        ("backfill_days", {"backfill_days": -1}),
        ("latest", {"latest": date(2026, 3, 1)}),
        ("first_turn", {"terms": [Terms(Cadence(), "turns", DAY, first_turn="dev")]}),
        ("starts_on", {"terms": [Terms(Cadence(), "each", DAY)] * 2}),
        ("slot", {"ticks": [Tick("ana", DAY, 32)]}),
        ("slot", {"ticks": [Tick("ana", DAY, -1)]}),
    ],
)
def test_an_evaluation_is_refused_by_field(field: str, given: dict[str, Any]) -> None:
    good: dict[str, Any] = {
        "terms": [],
        "ticks": [],
        "pauses": [],
        "partners": ("ana", "ben"),
        "week_start": 1,
        "today": DAY,
    }
    with pytest.raises(ValueError, match=rf"^{field}: \w"):
        evaluate(**{**good, **given})
