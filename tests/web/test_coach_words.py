"""What coaches read: calm words, and the numbers behind them."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from tests.support.us import NEVER
from tracker.services.coaching.figure_kinds import Share, WeekFigure, WeekStands
from tracker.services.coaching.flags import Flag
from tracker.streaks import WeekState
from tracker.web import coach_words

DAY = date(2026, 11, 9)
pytestmark = pytest.mark.store("sqlite")


@pytest.fixture(autouse=True)
def _reading(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        (
            Flag("fell", points=24, before=0.8, now=0.56),
            "24 points less in 28 days: 56% after 80%",
        ),
        (Flag("silent", days=12), "Nothing kept for 12 days"),
        (Flag("back", days=11, on=DAY), "Back on 9 Nov after 11 days"),
        (Flag("new", since=DAY), "Just started, on 9 Nov"),
        (Flag("paused", since=DAY, until=None, all=True), "Paused since 9 Nov"),
        (Flag("paused", since=DAY, until=DAY, all=True), "Paused until 9 Nov"),
        (Flag("paused", since=DAY, until=None, all=False), "A habit rests since 9 Nov"),
        (Flag("paused", since=DAY, until=DAY, all=False), "A habit rests until 9 Nov"),
        (Flag("lapsing", until=DAY), "Being asked again until 9 Nov"),
    ],
)
def test_a_flag_says_its_numbers_and_nobody_by_name(flag: Flag, words: str) -> None:
    assert coach_words.flag(flag) == words
    assert not NEVER.search(words)


@pytest.mark.parametrize(
    ("share", "said", "sentence"),
    [
        (Share(12, 14, 0.861), ("86%", "12 of 14"), "86%, 12 of 14 kept"),
        (Share(1, 2, None), ("1 of 2", ""), "1 of 2 kept"),
        (Share(4, 4, 1.0), ("4 of 4", ""), "4 of 4 kept"),
        (Share(5, 5, 1.0), ("100%", "5 of 5"), "100%, 5 of 5 kept"),
        (Share(0, 12, 0.0), ("none", "of 12"), "none of 12 kept"),
        (Share(0, 0, None), ("–", ""), "nothing to count yet"),
        (None, ("–", ""), "nothing to count yet"),
    ],
)
def test_a_share_of_few_is_no_percentage(
    share: Share | None, said: tuple[str, str], sentence: str
) -> None:
    assert coach_words.share(share) == said
    assert coach_words.share_sentence(share) == sentence


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (0.124, ("↑ 12", "points more")),
        (-0.01, ("↓ 1", "point less")),
        (-0.245, ("↓ 25", "points less")),
        (0.004, ("→ 0", "as before")),
        (None, ("–", "")),
    ],
)
def test_a_change_is_said_by_words_beside_its_arrow(
    by: float | None, said: tuple[str, str]
) -> None:
    assert coach_words.change(by) == said


def test_no_nought_stands_where_there_is_nothing() -> None:
    assert coach_words.run(0) == ("–", "")
    assert coach_words.run(1) == ("1", "week")
    assert coach_words.week(WeekStands(DAY, 0.0, WeekState.RUNNING)) == ("–", "")
    assert coach_words.week(WeekStands(DAY, 0.6, WeekState.RUNNING)) == ("60%", "so far")
    assert coach_words.week(WeekStands(DAY, 0.9, WeekState.WOVEN)) == ("woven", "")
    assert coach_words.week(WeekStands(DAY, 0.4, WeekState.LOOSE)) == ("40%", "")


def test_days_to_come_back_are_whole_or_half() -> None:
    assert [coach_words.back_after(days) for days in (1, 2.5, 3.0, None)] == [
        ("1", "day"),
        ("2.5", "days"),
        ("3", "days"),
        ("–", ""),
    ]


def test_weeks_are_told_to_who_does_not_see_them() -> None:
    weeks = [WeekFigure(DAY, 3, 4), WeekFigure(DAY, 5, 7)]
    assert coach_words.weeks_label(weeks) == "8 of 11 kept in 2 weeks"
    assert coach_words.weeks_label([WeekFigure(DAY, 0, 0)]) == (
        "Nothing to count in these weeks yet"
    )
