"""Skip this one, a hard week, on again: pauses that are right by themselves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.support.agreeing import agree, ask
from tests.support.habits import agreed
from tests.support.people import Someone, link
from tracker import clock
from tracker.extensions import db
from tracker.models import Pause
from tracker.services import breaks, errors, pauses, progress

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday; weeks begin on Mondays."""
MONDAY, SUNDAY = date(2026, 5, 18), date(2026, 5, 24)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(app: Flask, time_machine: time_machine.TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    with app.app_context():
        yield


def outcomes(person: Someone, habit: str) -> list[str]:
    db.session.rollback()
    found = progress.of_habit(person.id, habit, None, None, clock.now())
    return [str(period.outcome) for period in found.periods]


def spans_of(person: Someone) -> list[tuple[str | None, date, date | None]]:
    db.session.rollback()
    return [
        (pause.habit, pause.first, pause.last) for pause in breaks.ahead(person.id, clock.now())
    ]


def test_skipping_pauses_the_whole_period_and_both_hear_of_it(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit = agreed(ana, couple, MONDAY, unit="week")
    made = breaks.skip(ben.id, habit, MONDAY, NOW)
    assert (made.habit, made.first, made.last, made.by) == (habit, MONDAY, SUNDAY, ben.id)
    for person in (ana, ben):
        (item,) = person.stream()
        assert (item["kind"], item["data"]["habit"]) == ("pause", habit)
    assert dev.stream() == eva.stream() == []


def test_a_skipped_period_rests_once_it_is_over(
    ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, MONDAY, unit="week")
    breaks.skip(ana.id, habit, MONDAY, NOW)
    time_machine.move_to(NOW + timedelta(days=16), tick=False)
    assert outcomes(ana, habit) == ["paused", "graced", "open"]


def test_skipping_twice_is_skipping_once(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agreed(ana, couple, MONDAY)
    first = breaks.skip(ana.id, habit, TODAY, NOW)
    assert breaks.skip(ben.id, habit, TODAY, NOW).id == first.id
    assert len(ana.stream()) == 1


def test_what_does_not_run_cannot_be_skipped(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, MONDAY)
    for day, code in ((TODAY - DAY, "too_old"), (TODAY + DAY, "too_far")):
        with pytest.raises(errors.Invalid) as refused:
            breaks.skip(ana.id, habit, day, NOW)
        assert refused.value.code == code
    with pytest.raises(errors.NotFound):
        breaks.skip(ana.id, habit, MONDAY - DAY, NOW)
    assert ana.stream() == []


def test_a_long_period_can_be_skipped_late_in_it(
    ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, MONDAY, unit="week", every=12)
    later = NOW + timedelta(days=80)
    time_machine.move_to(later, tick=False)
    breaks.skip(ana.id, habit, MONDAY, later)
    time_machine.move_to(NOW + timedelta(days=90), tick=False)
    assert outcomes(ana, habit) == ["paused", "open"]


def test_what_is_only_asked_for_cannot_be_skipped(ana: Someone, ben: Someone, couple: str) -> None:
    habit = ask(ana)["id"]
    with pytest.raises(errors.Conflict) as refused:
        breaks.skip(ana.id, habit, TODAY, NOW)
    assert refused.value.code == "not_active"


def test_strangers_skip_nothing(
    ana: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    habit = agreed(ana, couple, MONDAY)
    for stranger in (dev, eva, max_):
        with pytest.raises(errors.NotFound):
            breaks.skip(stranger.id, habit, TODAY, NOW)
        with pytest.raises(errors.NotFound):
            breaks.hard_week(stranger.id, habit, NOW)
    assert ana.stream() == dev.stream() == eva.stream() == max_.stream() == []


@pytest.fixture
def habits(ana: Someone, couple: str) -> dict[str, str]:
    made: dict[str, dict[str, Any]] = {
        "daily": {},
        "weekly": {"unit": "week"},
        "monthly": {"unit": "month"},
        "early": {"weekdays": "1,2"},
        "walk": {"unit": "week", "times": 3},
    }
    return {
        name: agreed(ana, couple, MONDAY - timedelta(days=14), title=name, **cadence)
        for name, cadence in made.items()
    }


def test_in_a_hard_week_all_but_one_rest_to_its_end(ana: Someone, habits: dict[str, str]) -> None:
    breaks.hard_week(ana.id, habits["walk"], NOW)
    assert sorted(spans_of(ana), key=str) == sorted(
        [
            (habits["daily"], TODAY, SUNDAY),
            (habits["weekly"], MONDAY, SUNDAY),
            (habits["monthly"], TODAY, SUNDAY),
        ],
        key=str,
    )


def test_a_hard_week_at_its_end_still_lets_the_week_rest(
    ana: Someone, habits: dict[str, str], time_machine: time_machine.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW + timedelta(days=4), tick=False)
    breaks.hard_week(ana.id, habits["daily"], clock.now())
    time_machine.move_to(NOW + timedelta(days=12), tick=False)
    assert outcomes(ana, habits["weekly"])[2] == "paused"
    assert outcomes(ana, habits["walk"])[2] == "paused"


def test_a_hard_week_asked_for_twice_makes_no_second_pauses(
    ana: Someone, ben: Someone, habits: dict[str, str]
) -> None:
    assert len(breaks.hard_week(ana.id, habits["walk"], NOW)) == 3
    assert breaks.hard_week(ben.id, habits["walk"], NOW) == []


def test_a_hard_week_happens_as_a_whole_or_not_at_all(
    ana: Someone, habits: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pauses, "MOST", 2)
    with pytest.raises(errors.Conflict) as refused:
        breaks.hard_week(ana.id, habits["walk"], NOW)
    assert refused.value.code == "too_many"
    assert spans_of(ana) == []
    assert ana.stream() == []


def test_the_week_is_that_of_whoever_asks(app: Flask, time_machine: Any) -> None:
    one, other = Someone(app, "ana", "Asia/Tokyo"), Someone(app, "ben", "America/New_York")
    couple = link(one, other)
    kept, resting = (agreed(one, couple, MONDAY, title=title) for title in ("kept", "resting"))
    time_machine.move_to(datetime(2026, 5, 24, 20, tzinfo=UTC), tick=False)
    breaks.hard_week(other.id, kept, clock.now())
    assert spans_of(one) == [(resting, SUNDAY, SUNDAY)]
    breaks.hard_week(one.id, kept, clock.now())
    assert spans_of(one)[1] == (resting, SUNDAY + DAY, SUNDAY + timedelta(days=7))


def test_going_on_again_keeps_the_days_gone_by_off(
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, MONDAY)
    made = pauses.add(ana.id, habit, MONDAY, None, NOW)
    later = NOW + timedelta(days=9)
    time_machine.move_to(later, tick=False)
    breaks.end(ben.id, made.id, later)
    assert spans_of(ana) == []
    assert outcomes(ana, habit)[-1:] == ["open"]
    assert set(outcomes(ana, habit)[:-1]) == {"paused"}
    assert ana.stream()[-1]["data"]["last"] == "2026-05-28"


def test_going_on_again_takes_a_skip_of_the_running_period_back_whole(
    ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, MONDAY, unit="week")
    made = breaks.skip(ana.id, habit, MONDAY, NOW)
    breaks.end(ana.id, made.id, NOW)
    assert db.session.query(Pause).all() == []
    time_machine.move_to(NOW + timedelta(days=14), tick=False)
    assert outcomes(ana, habit)[0] == "graced"


def test_one_that_is_to_come_is_taken_back(ana: Someone, couple: str) -> None:
    made = pauses.add(ana.id, None, TODAY + DAY, None, NOW)
    breaks.end(ana.id, made.id, NOW)
    assert ana.stream()[-1]["data"]["removed"] is True


def test_one_that_is_over_stays(ana: Someone, couple: str) -> None:
    made = pauses.add(ana.id, None, TODAY - 9 * DAY, TODAY - 2 * DAY, NOW)
    with pytest.raises(errors.Conflict) as refused:
        breaks.end(ana.id, made.id, NOW)
    assert refused.value.code == "too_old"


def test_whoever_left_or_never_was_there_ends_nothing(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    made = pauses.add(ana.id, None, TODAY, None, NOW)
    with pytest.raises(errors.NotFound):
        breaks.end(dev.id, made.id, NOW)
    ana.post("/api/couple/unlink")
    db.session.rollback()
    with pytest.raises(errors.Gone):
        breaks.end(ben.id, made.id, NOW)
    assert eva.stream() == []


def test_what_runs_or_is_to_come_is_listed_by_its_first_day(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit = agree(ana, ben)["id"]
    pauses.add(ana.id, None, TODAY + DAY, None, NOW)
    pauses.add(ana.id, habit, TODAY - DAY, TODAY, NOW)
    pauses.add(ana.id, habit, TODAY - 3 * DAY, TODAY - DAY, NOW)
    expected = [(habit, TODAY - DAY, TODAY), (None, TODAY + DAY, None)]
    assert spans_of(ana) == spans_of(ben) == expected
    assert spans_of(dev) == []


def test_a_hard_week_is_ended_as_a_whole_and_nothing_else(
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    kept, walk, skipped = (agreed(ana, couple, MONDAY) for _ in range(3))
    letters = agreed(ana, couple, MONDAY, unit="week")
    breaks.skip(ana.id, skipped, TODAY, NOW)
    pauses.add(ben.id, None, TODAY + timedelta(days=60), None, NOW)
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    made = breaks.hard_week(ana.id, kept, clock.now())
    assert {pause.id for pause in breaks.of_hard_week(ben.id, clock.now())} == {
        pause.id for pause in made
    }
    later = NOW + 2 * DAY
    time_machine.move_to(later, tick=False)
    before = len(ana.stream())
    breaks.end_hard_week(ben.id, later)
    assert len(ana.stream()) == before + 3
    db.session.rollback()
    # What began before keeps the days that were rested; a week that runs counts again as a whole.
    left = {
        (pause.habit_id, pause.first, pause.last) for pause in db.session.scalars(select(Pause))
    }
    yesterday = TODAY + DAY
    assert left == {
        (walk, TODAY, yesterday),
        (skipped, TODAY, TODAY),
        (skipped, TODAY, yesterday),
        (None, TODAY + timedelta(days=60), None),
    }
    assert letters not in {habit for habit, _first, _last in left}
    breaks.end_hard_week(ana.id, later)  # nothing is left of it
    assert len(ana.stream()) == before + 3


def test_who_is_not_linked_has_no_hard_week(max_: Someone) -> None:
    for ask_for in (breaks.of_hard_week, breaks.end_hard_week):
        with pytest.raises(errors.NotFound):
            ask_for(max_.id, NOW)
