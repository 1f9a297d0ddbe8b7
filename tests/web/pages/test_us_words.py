"""What leads on Us: coming back, or together; never what was not done, and never a 0."""

from typing import Any

import pytest

from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.us import DAY, NOW, TODAY, heading, keep, page, part, words


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def test_it_leads_with_the_days_of_this_week(ana: Someone, couple: str, time_machine: Any) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together")
    keep(ana, habit, 0, 2, now=NOW, time_machine=time_machine)
    text = page(ana)
    assert heading(text) == "2 of 3 days woven this week"
    assert "2 of 3 days" in words(text[text.index('id="why-lead"') :])


def test_a_week_that_is_all_woven_is_said_to_be(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together")
    keep(ana, habit, 2, 1, 0, now=NOW, time_machine=time_machine)
    assert heading(page(ana)) == "All 3 days woven this week"


def test_it_leads_with_coming_back_once_that_is_a_habit(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 40 * DAY, mode="together")
    keep(ana, habit, 38, 36, 33, 30, 27, 26, now=NOW, time_machine=time_machine)
    assert "find your way back" not in heading(page(ana))  # too long away just now
    keep(ben, habit, *range(25), now=NOW, time_machine=time_machine)
    for person in (ana, ben):
        text = page(person)
        assert heading(text) == "You usually find your way back within 2 days"
        assert "Back the next day twice Back after 2 days 4 times" in words(text)
        assert "This week 3 of 3 days" in part(text, "week-title")


def test_who_is_seldom_away_is_told_by_the_year(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 330 * DAY, mode="together")
    away = {320, 319, 250, 249, 248, 60}
    keep(ana, habit, *(set(range(331)) - away), now=NOW, time_machine=time_machine)
    text = page(ana)
    assert heading(text) == "You usually find your way back within 2 days"
    assert "Back the next day once Back after 2 days once Back after 3 days once" in words(text)
    assert "Woven in 52 weeks 325 of 331 days" in words(text)
    assert "way-back" in text


def test_after_long_it_counts_what_is_woven(ana: Someone, couple: str, time_machine: Any) -> None:
    habit = agreed(ana, couple, TODAY - 40 * DAY, mode="together")
    keep(ana, habit, 38, 37, 36, now=NOW, time_machine=time_machine)
    text = page(ana)
    assert heading(text) == "3 days woven in the last 18 weeks"
    assert "Starting again. Your longest: 3" in part(text, "strength-title")
    assert "still running" in part(text, "weeks-title")


def test_whoever_begins_anew_is_met_without_a_number(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 200 * DAY, mode="together")
    keep(ana, habit, 199, 198, now=NOW, time_machine=time_machine)
    text = page(ana)
    assert heading(text) == "Your cloth goes on here"
    assert 'aria-label="Last 18 weeks"' in text
