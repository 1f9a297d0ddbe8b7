"""Milestones: worked out from what is kept, of the two together, and gone with what is undone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.services.test_cloth import counted
from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.us import keep
from tracker import clock
from tracker.services import errors, milestones
from tracker.services.milestones import Kind, Milestone

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def of(person: Someone) -> list[Milestone]:
    with person.app.app_context():
        return milestones.of_couple(person.id, clock.now())


def one(person: Someone, kind: Kind) -> Milestone | None:
    return next((each for each in of(person) if each.kind == kind), None)


def when(person: Someone, kind: Kind) -> date | None:
    found = one(person, kind)
    assert found is not None
    return found.end


def test_before_anything_is_kept_there_is_none(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY)
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")  # one thread is no crossing
    assert of(ana) == of(ben) == []


def test_the_first_crossing_is_the_first_of_all_habits(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    early = agreed(ana, couple, TODAY - 20 * DAY, mode="together", title="Tea")
    late = agreed(ana, couple, TODAY - 20 * DAY, mode="together", title="Walk")
    keep(ana, late, 9, now=NOW, time_machine=time_machine)
    keep(ben, early, 12, 3, now=NOW, time_machine=time_machine)
    for person in (ana, ben):
        found = one(person, Kind.FIRST_CROSSING)
        assert found is not None
        assert (found.title, found.end, found.is_new) == ("Tea", TODAY - 12 * DAY, True)


def test_one_that_was_undone_takes_its_milestone_back(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 20 * DAY, mode="together")
    keep(ana, habit, *range(10), now=NOW, time_machine=time_machine)
    assert when(ana, Kind.IN_A_ROW) == TODAY
    ana.delete(f"/api/habits/{habit}/ticks/{TODAY}")
    assert one(ana, Kind.IN_A_ROW) is None
    assert one(ana, Kind.FIRST_CROSSING) is not None


def test_ten_in_a_row_are_dated_by_the_tenth_and_stay_after_a_gap(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 45 * DAY, mode="together")
    keep(ana, habit, *range(30, 42), now=NOW, time_machine=time_machine)
    found = one(ana, Kind.IN_A_ROW)
    assert found is not None
    assert (found.end, found.is_new) == (TODAY - 32 * DAY, False)


def test_ten_with_a_gap_between_them_are_not_in_a_row(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 45 * DAY, mode="together")
    keep(ana, habit, *range(20, 26), *range(6, 12), now=NOW, time_machine=time_machine)
    assert one(ana, Kind.IN_A_ROW) is None


def test_what_is_kept_66_times_is_counted_over_settled_and_open_days(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 100 * DAY, mode="together")
    keep(ana, habit, *range(35, 101), now=NOW, time_machine=time_machine)
    assert when(ana, Kind.KEPT) == TODAY - 35 * DAY
    ana.delete(f"/api/habits/{habit}/ticks/{TODAY - 35 * DAY}")
    time_machine.move_to(NOW + 90 * DAY, tick=False)
    found = one(ana, Kind.KEPT)
    assert found is not None
    assert found.end is None  # too long ago to be told
    assert of(ana)[-1].end is None
    assert when(ana, Kind.FIRST_CROSSING) == TODAY - 100 * DAY


def test_a_month_is_four_woven_weeks_whatever_lies_between(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, date(2026, 3, 30), mode="together", title="Tea")
    weeks = [45, 38, 24]  # first days, in days before the Wednesday: 5, 12 and 26 April are Sundays
    days = [ago + 6 - number for ago in weeks for number in range(7)]
    keep(ana, habit, *days, now=NOW, time_machine=time_machine)
    assert one(ana, Kind.MONTH) is None
    keep(ana, habit, *range(10, 17), now=NOW, time_machine=time_machine)
    found = one(ana, Kind.MONTH)
    assert found is not None
    assert found.habit is None
    assert found.is_new


def test_coming_back_after_some_days_is_one_and_the_next_day_is_none(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 30 * DAY, mode="together")
    keep(ana, habit, *range(20, 30), 18, now=NOW, time_machine=time_machine)
    assert one(ana, Kind.BACK) is None
    keep(ana, habit, 6, 5, now=NOW, time_machine=time_machine)
    found = one(ana, Kind.BACK)
    assert found is not None
    assert (found.end, found.is_new) == (TODAY - 6 * DAY, True)


def test_a_week_that_runs_is_not_reached_on_a_day_to_come(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 20 * DAY, mode="together", unit="week")
    keep(ana, habit, 0, now=NOW, time_machine=time_machine)
    found = one(ana, Kind.FIRST_CROSSING)
    assert found is not None
    assert (found.start, found.end) == (date(2026, 5, 18), TODAY)


def test_what_a_habit_reached_stays_when_it_ends(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 20 * DAY, mode="together", title="Tea")
    keep(ana, habit, *range(10), now=NOW, time_machine=time_machine)
    assert ana.post(f"/api/habits/{habit}/retire").status_code == 200
    found = one(ana, Kind.IN_A_ROW)
    assert found is not None
    assert found.title == "Tea"


def test_both_read_the_same_and_strangers_nothing(
    ana: Someone,
    ben: Someone,
    couple: str,
    dev: Someone,
    eva: Someone,
    max_: Someone,
    time_machine: Any,
) -> None:
    habit = agreed(ana, couple, TODAY - 20 * DAY, mode="together")
    keep(ana, habit, *range(10), now=NOW, time_machine=time_machine)
    assert of(ana) == of(ben) != []
    assert of(dev) == of(eva) == []
    with pytest.raises(errors.NotFound):
        of(max_)
    assert dev.stream() == eva.stream() == max_.stream() == []


def test_it_asks_as_often_for_many_habits_as_for_one(app: Flask, ana: Someone, couple: str) -> None:
    counts = []
    for unit in ("day", "week", "month", "day", "week"):
        agreed(ana, couple, TODAY - 500 * DAY, unit=unit)
        of(ana)  # what is due is settled by the first to ask
        with counted(app) as statements:
            of(ana)
        counts.append(len(statements))
    assert len(set(counts)) == 1, counts
