"""Rounds of check-ins: weeks of the couple in a row, and what a change leaves alone."""

from datetime import date, timedelta

import pytest

from tracker.services.checkin_rounds import Rhythm, Round, after, begun, changed

MONDAY = date(2026, 5, 4)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def ahead(days: int) -> date:
    return MONDAY + days * DAY


@pytest.mark.parametrize(("every", "days"), [(1, 7), (2, 14)])
def test_rounds_follow_each_other_without_a_gap(every: int, days: int) -> None:
    rhythm = Rhythm(every, MONDAY)
    assert rhythm.at(ahead(-1)) is None
    for offset in range(60):
        start = ahead(offset // days * days)
        assert rhythm.at(ahead(offset)) == Round(start, start + (days - 1) * DAY)


@pytest.mark.parametrize("day", range(7))
def test_a_first_round_is_this_weeks_unless_too_little_of_it_is_left(day: int) -> None:
    weekly, other = (begun(every, ahead(day), 1, None) for every in (1, 2))
    assert weekly.starts_on == (MONDAY if day < 5 else ahead(7))
    assert other.starts_on == MONDAY  # another week is still to come


def test_a_week_begins_on_the_couples_first_day() -> None:
    assert begun(1, MONDAY, 7, None).starts_on == ahead(-1)


def test_what_was_put_away_when_they_stopped_is_not_taken_up_again() -> None:
    rhythm = Rhythm(2, MONDAY)
    floor = after(rhythm, ahead(3))
    assert floor == ahead(14)
    assert begun(1, ahead(3), 1, floor).starts_on == ahead(14)
    assert begun(1, ahead(30), 1, floor).starts_on == ahead(28)
    assert after(Rhythm(1, ahead(7)), MONDAY) == ahead(7)


@pytest.mark.parametrize(("before", "now"), [(1, 2), (2, 1)])
def test_a_change_lets_the_round_that_runs_go_on(before: int, now: int) -> None:
    old = Rhythm(before, MONDAY)
    today = ahead(7 * before + 2)
    running = old.at(today)
    assert running is not None
    new = changed(old, now, today)
    for day in range(7 * before):
        assert new.at(running.start + day * DAY) == running
    following = running.end + DAY
    assert new.at(following) == Round(following, following + now * WEEK - DAY)
    assert new.at(running.start - DAY) is None
    # Once more in the same round.
    again = changed(new, before, today)
    assert again.at(today) == running
    assert again.at(following) == Round(following, following + before * WEEK - DAY)


def test_a_change_before_the_first_round_only_changes_its_length() -> None:
    assert changed(Rhythm(1, ahead(7)), 2, ahead(6)) == Rhythm(2, ahead(7))
