"""Cloth of a range of dates: two years at most, settled or not, and of habits that ended too."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.services.test_cloth import DAY, NOW, TODAY, counted, of_couple, of_habit, tick
from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.services import cloth, cloth_habits, errors
from tracker.services.cloth import Cloth, Ground


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def between(person: Someone, first: date | None, last: date | None, habit: str = "") -> Cloth:
    with person.app.app_context():
        if habit:
            return cloth.of_habit(person.id, habit, clock.now(), only=(first, last))
        return cloth.of_couple(person.id, clock.now(), only=(first, last))


def test_a_range_shows_whole_weeks_and_nothing_outside_of_it(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY - 60 * DAY)
    first, last = date(2026, 4, 8), date(2026, 4, 23)  # a Wednesday, a Thursday
    for drawn in (between(ana, first, last), between(ana, first, last, habit)):
        assert (drawn.places[0].start, len(drawn.weeks)) == (date(2026, 4, 6), 3)
        there = [place.start for place in drawn.places if place.ground != Ground.EMPTY]
        assert (there[0], there[-1], len(there)) == (first, last, 16)


def test_a_range_of_settled_days_is_the_same_as_when_they_were_new(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 30 * DAY, mode="together")
    tick(ana, habit)
    time_machine.move_to(NOW + 10 * DAY, tick=False)
    first, last = TODAY - 20 * DAY, TODAY + 3 * DAY
    young = between(ana, first, last).places, between(ana, first, last, habit).places
    time_machine.move_to(NOW + 300 * DAY, tick=False)
    old = between(ana, first, last).places, between(ana, first, last, habit).places
    assert old == young
    assert [place.start for place in old[0] if place.ground == Ground.WOVEN] == [TODAY]


def test_two_years_and_a_bit_are_the_most_and_a_range_has_a_direction(
    ana: Someone, couple: str
) -> None:
    agreed(ana, couple, TODAY - 60 * DAY)
    assert len(between(ana, TODAY - 734 * DAY, TODAY).weeks) in (105, 106)
    for first, last, name in (
        (TODAY - 735 * DAY, TODAY, "from"),
        (TODAY, TODAY - DAY, "to"),
        (None, date(2199, 12, 31), ""),
    ):
        if not name:
            assert len(between(ana, first, last).weeks) < 14
            continue
        with pytest.raises(errors.Invalid) as refused:
            between(ana, first, last)
        assert (refused.value.code, refused.value.field) == ("bad_range", name)


def test_all_habits_that_were_ever_in_force_can_be_chosen(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    over = agreed(ana, couple, TODAY - 30 * DAY, title="Tea")
    running = agreed(ana, couple, TODAY - 30 * DAY, title="Walk")
    ana.post("/api/habits", {"title": "Asked", "cadence": {"unit": "day"}, "mode": "each"})
    assert ben.post(f"/api/habits/{over}/retire").status_code == 200
    with ana.app.app_context():
        found = [(each.id, each.ended_on) for each in cloth_habits.choices(ben.id)]
        assert found == [(running, None), (over, TODAY)]
        assert cloth_habits.choices(dev.id) == cloth_habits.choices(eva.id) == []
        with pytest.raises(errors.NotFound):
            cloth_habits.choices(max_.id)


def test_it_asks_as_often_for_two_years_as_for_18_weeks(
    app: Flask, ana: Someone, couple: str
) -> None:
    habit = agreed(ana, couple, TODAY - timedelta(days=900))
    of_couple(ana)
    for read in (of_couple, lambda person, weeks: of_habit(person, habit, weeks)):
        counts = set()
        for weeks in (18, 104):
            with counted(app) as statements:
                read(ana, weeks)
            counts.add(len(statements))
        assert len(counts) == 1
