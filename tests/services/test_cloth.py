"""Cloth: it draws the pair; a place that is over is woven or plain, whoever it was."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.services import cloth, errors, progress
from tracker.services.cloth import Cloth, Ground, Place
from tracker.streaks import Outcome

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def of_couple(person: Someone, weeks: int = 18) -> Cloth:
    with person.app.app_context():
        return cloth.of_couple(person.id, clock.now(), weeks)


def of_habit(person: Someone, habit: str, weeks: int = 18) -> Cloth:
    with person.app.app_context():
        return cloth.of_habit(person.id, habit, clock.now(), weeks)


def on(drawn: Cloth, day: date) -> Place:
    (place,) = (place for place in drawn.places if place.start <= day <= place.end)
    return place


def tick(person: Someone, habit: str, day: date = TODAY, **body: Any) -> None:
    assert person.put(f"/api/habits/{habit}/ticks/{day}", body).status_code == 200


# What a day shows


def expected(outcomes: Counter[Outcome]) -> Ground:
    """Say it once more, as a list of periods and not as sums."""
    ended = [each for each in outcomes.elements() if each not in (Outcome.PAUSED, Outcome.VOID)]
    kept = [each for each in ended if each is Outcome.KEPT]
    if not ended:
        return Ground.EMPTY
    if len(kept) / len(ended) >= 0.5:
        return Ground.WOVEN
    waiting = {Outcome.OPEN, Outcome.PENDING} & set(ended)
    return Ground.OPEN if waiting else Ground.PLAIN


@pytest.mark.parametrize(
    ("outcomes", "ground"),
    [
        ("", "empty"),
        ("kept", "woven"),
        ("kept missed", "woven"),
        ("kept graced missed", "plain"),
        ("kept kept missed missed", "woven"),
        ("missed", "plain"),
        ("graced", "plain"),
        ("paused void", "empty"),
        ("kept paused paused", "woven"),
        ("missed void", "plain"),
        ("open", "open"),
        ("kept open", "woven"),
        ("kept open open", "open"),
        ("kept pending missed", "open"),
    ],
)
def test_a_day_is_woven_where_half_of_what_ended_on_it_was_kept(outcomes: str, ground: str) -> None:
    counted = Counter(map(Outcome, outcomes.split()))
    (place, *_rest) = cloth.days({TODAY: counted}, TODAY, TODAY, 1)
    assert place == Place(TODAY, TODAY, Ground(ground))
    assert expected(counted) == ground


def test_a_day_to_come_is_empty_whatever_is_kept_already() -> None:
    kept = {TODAY + DAY: Counter({Outcome.KEPT: 1})}
    places = cloth.days(kept, TODAY, TODAY, 1)
    assert {place.ground for place in places} == {Ground.EMPTY}


def test_the_cloth_has_whole_weeks_of_the_couple_up_to_this_one(ana: Someone, couple: str) -> None:
    drawn = of_couple(ana)
    assert len(drawn.weeks) == 18
    assert [week[0].start.isoweekday() for week in drawn.weeks] == [1] * 18
    assert drawn.weeks[-1][0].start <= TODAY <= drawn.weeks[-1][-1].start


def test_ways_back_are_counted_from_the_first_plain_day_to_the_next_woven_one() -> None:
    marks = "x.x..x.o x x.."
    grounds = {"x": Ground.WOVEN, ".": Ground.PLAIN, "o": Ground.OPEN, " ": Ground.EMPTY}
    days = [TODAY + number * DAY for number in range(len(marks))]
    places = [Place(day, day, grounds[mark]) for day, mark in zip(days, marks, strict=True)]
    assert Cloth(True, places, TODAY, TODAY).returns() == [1, 2, 3]


def test_no_way_back_leads_through_a_rest() -> None:
    marks = "x." + 7 * " " + "x" + "." + 6 * " " + "x"
    grounds = {"x": Ground.WOVEN, ".": Ground.PLAIN, " ": Ground.EMPTY}
    days = [TODAY + number * DAY for number in range(len(marks))]
    places = [Place(day, day, grounds[mark]) for day, mark in zip(days, marks, strict=True)]
    assert Cloth(True, places, TODAY, TODAY).returns() == [7]


# One habit


def test_a_daily_habit_goes_by_weeks_and_any_other_by_its_periods(
    ana: Someone, couple: str
) -> None:
    begun = TODAY - timedelta(weeks=5)
    assert of_habit(ana, agreed(ana, couple, begun)).by_weeks
    assert of_habit(ana, agreed(ana, couple, begun, weekdays="1,4")).by_weeks
    strip = of_habit(ana, agreed(ana, couple, begun, unit="week", times=2))
    assert not strip.by_weeks
    assert len(strip.places) == 6
    assert [place.end.isoweekday() for place in strip.places] == [7] * 6


def test_a_single_thread_is_there_only_while_its_day_can_be_kept(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 20 * DAY, mode="each")
    tick(ana, habit)
    for reader in (ana, ben):
        assert on(of_habit(reader, habit), TODAY) == Place(TODAY, TODAY, Ground.OPEN, down=True)
    time_machine.move_to(NOW + 3 * DAY, tick=False)
    assert on(of_habit(ben, habit), TODAY).down
    time_machine.move_to(NOW + 4 * DAY, tick=False)
    assert on(of_habit(ben, habit), TODAY) == Place(TODAY, TODAY, Ground.PLAIN)


@pytest.mark.parametrize("mode", ["together", "turns"])
def test_kept_together_or_in_turns_is_a_crossing_whoever_ticked(
    ana: Someone, ben: Someone, couple: str, mode: str
) -> None:
    habit = agreed(ana, couple, TODAY - 3 * DAY, mode=mode)
    tick(ben, habit)
    assert on(of_habit(ana, habit), TODAY) == Place(TODAY, TODAY, Ground.WOVEN)
    tick(ana, habit, TODAY - DAY)
    assert on(of_habit(ben, habit), TODAY - DAY).ground == Ground.WOVEN


def test_the_cloth_of_all_habits_draws_no_single_thread(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agreed(ana, couple, TODAY - 3 * DAY, mode="each")
    tick(ana, habit)
    assert on(of_couple(ben), TODAY) == Place(TODAY, TODAY, Ground.OPEN)
    tick(ben, habit)
    assert on(of_couple(ben), TODAY) == Place(TODAY, TODAY, Ground.WOVEN)


def test_days_off_are_empty_and_not_plain(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY - 20 * DAY)
    off = {"habit": habit, "first": str(TODAY - 12 * DAY), "last": str(TODAY - 11 * DAY)}
    assert ana.post("/api/pauses", off).status_code == 201
    for drawn in (of_habit(ana, habit), of_couple(ana)):
        grounds = [on(drawn, TODAY - number * DAY).ground for number in (13, 12, 11, 10)]
        assert grounds == [Ground.PLAIN, Ground.EMPTY, Ground.EMPTY, Ground.PLAIN]


def test_a_habit_that_waits_for_a_yes_has_nothing(ana: Someone, ben: Someone, couple: str) -> None:
    body = {"title": "Tea", "cadence": {"unit": "day"}, "mode": "together"}
    habit = ana.post("/api/habits", body).get_json()["id"]
    assert {place.ground for place in of_habit(ana, habit).places} <= {Ground.EMPTY}


def test_strangers_find_no_cloth(
    ana: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    habit = agreed(ana, couple, TODAY - 3 * DAY)
    tick(ana, habit)
    for person in (dev, max_):
        with pytest.raises(errors.NotFound):
            of_habit(person, habit)
    with pytest.raises(errors.NotFound):
        of_couple(max_)
    assert {place.ground for place in of_couple(dev).places} == {Ground.EMPTY}
    assert dev.stream() == eva.stream() == max_.stream() == []


# What it costs


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent within."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        yield statements
        event.remove(db.engine, "before_cursor_execute", note)
        db.session.rollback()


@pytest.mark.parametrize("read", [cloth.of_couple, progress.overview])
def test_it_asks_as_often_for_many_habits_as_for_one(
    app: Flask, ana: Someone, couple: str, read: Any
) -> None:
    counts = []
    for unit in ("day", "week", "month", "day", "month", "week"):
        agreed(ana, couple, TODAY - timedelta(days=500), unit=unit)
        with app.app_context():
            read(ana.id, clock.now())  # what is due is settled by the first to ask
        with counted(app) as statements:
            read(ana.id, clock.now())
        counts.append(len(statements))
    # Once there is a habit of months, the overview looks once whether it has counted five.
    assert max(counts) - min(counts) <= 1
    assert len(set(counts[2:])) == 1
