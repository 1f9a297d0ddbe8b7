"""Dates, terms and standings in words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tracker.services.habit_views import TermsView
from tracker.streaks import Cadence
from tracker.web.words import dates, standing, terms

SUNDAY = date(2026, 11, 22)
pytestmark = pytest.mark.store("sqlite")


@pytest.fixture(autouse=True)
def reader(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", headers={"Accept-Language": "en-GB"}):
        yield


@pytest.mark.parametrize(
    ("cadence", "said"),
    [
        (Cadence("day"), "every day"),
        (Cadence("day", times=3), "every day, 3 times"),
        (Cadence("day", every=2), "every other day"),
        (Cadence("day", every=10), "every 10 days"),
        (Cadence("day", weekdays=(5,)), "every Friday"),
        (
            Cadence(
                "day",
                weekdays=(
                    6,
                    7,
                ),
            ),
            "on Saturday and Sunday",
        ),
        (
            Cadence(
                "day",
                weekdays=(
                    5,
                    1,
                    3,
                ),
            ),
            "on Monday, Wednesday and Friday",
        ),
        (
            Cadence(
                "day",
                weekdays=(
                    1,
                    2,
                    3,
                    4,
                    5,
                ),
            ),
            "Monday to Friday",
        ),
        (Cadence("day", weekdays=tuple(range(1, 8))), "every day"),
        (Cadence("week"), "every week"),
        (Cadence("week", times=2), "every week, twice"),
        (Cadence("week", every=2), "every 2 weeks"),
        (Cadence("month", every=3, times=4), "every 3 months, 4 times"),
    ],
)
def test_how_often_is_said_in_plain_words(cadence: Cadence, said: str) -> None:
    assert terms.cadence(cadence) == said


def agreed(**fields: Any) -> TermsView:
    given = {"mode": "together", "first_turn": None, "grace": True, "starts_on": None, **fields}
    return TermsView(Cadence("week"), **given)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "every week, together"),
        ({"starts_on": SUNDAY}, "every week, together"),
        ({"starts_on": date(2026, 11, 23)}, "every week, together, from tomorrow"),
        ({"starts_on": date(2026, 12, 24)}, "every week, together, from Thursday, 24 December"),
        ({"mode": "turns", "first_turn": "b"}, "every week, taking turns, Ben first"),
        ({"mode": "each", "grace": False}, "every week, each of you, without a spare thread"),
    ],
)
def test_terms_are_one_line(fields: dict[str, Any], said: str) -> None:
    assert terms.sentence(agreed(**fields), {"a": "you", "b": "Ben"}, SUNDAY) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (SUNDAY, "today"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 16), "Monday"),
        (date(2026, 11, 15), "Sunday, 15 November"),
    ],
)
def test_a_near_day_goes_by_its_name(day: date, said: str) -> None:
    assert dates.near(day, SUNDAY) == said


def test_long_ago_is_a_date_with_its_year() -> None:
    assert dates.ago(date(2026, 11, 19), SUNDAY) == "3 days ago"
    assert dates.ago(date(2025, 11, 19), SUNDAY) == "19 Nov 2025"


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (date(2026, 11, 16), "16 November to 22 November"),
        (date(2025, 12, 29), "29 Dec 2025 to 22 Nov 2026"),
        (SUNDAY, "22 November"),
    ],
)
def test_a_stretch_of_another_year_says_which(first: date, said: str) -> None:
    assert dates.span_gone_by(first, SUNDAY, SUNDAY) == said


@pytest.mark.parametrize(
    ("current", "best", "said"),
    [(12, 20, "12 in a row"), (0, 41, "Starting again. Your longest: 41."), (0, 0, "")],
)
def test_zero_in_a_row_is_never_said(current: int, best: int, said: str) -> None:
    assert standing.run(current, best) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "new"), (0.34, "taking root"), (0.67, "steady"), (1.0, "steady")]
)
def test_strength_is_a_word(value: float, said: str) -> None:
    assert standing.strength(value) == said
