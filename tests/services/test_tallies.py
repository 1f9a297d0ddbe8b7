"""How often a habit was kept in all: the same whether it is settled or still folded."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import ask
from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.models import SettledPeriod
from tracker.services import errors, progress, tallies
from tracker.services.tallies import Tally

NOW = datetime(2026, 1, 5, 18, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def tick(person: Someone, habit: str) -> None:
    response = person.put(f"/api/habits/{habit}/ticks/{clock.now().date()}")
    assert response.status_code == 200


def tally(app: Flask, person: Someone, habit: str) -> Tally:
    with app.app_context():
        return tallies.of_habit(person.id, habit, clock.now())


def test_what_is_settled_counts_as_much_as_what_is_not(
    app: Flask, ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, NOW.date(), mode="together")
    for number in range(120):
        time_machine.move_to(NOW + number * DAY, tick=False)
        if number % 5:
            tick(ana, habit)
    before = tally(app, ana, habit)
    with app.app_context():
        progress.of_habit(ana.id, habit, None, None, clock.now())
        assert db.session.query(SettledPeriod).count() > 30
    assert tally(app, ana, habit) == before
    assert (before.kept, before.counted) == (96, 120)


def test_the_last_one_that_counted_tells_whether_it_was_mended(
    app: Flask, ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, NOW.date(), mode="together")
    tick(ana, habit)
    assert tally(app, ana, habit) == Tally(1, 1, mended=False)
    time_machine.move_to(NOW + 5 * DAY, tick=False)
    assert tally(app, ana, habit) == Tally(1, 2, mended=True)
    tick(ana, habit)
    assert tally(app, ana, habit) == Tally(2, 3, mended=False)


def test_what_is_not_agreed_has_no_sum(
    app: Flask, ana: Someone, ben: Someone, couple: str, max_: Someone
) -> None:
    nothing = Tally(0, 0, mended=False)
    assert tally(app, ben, ask(ana)["id"]) == nothing
    assert tally(app, max_, ask(max_)["id"]) == nothing


def test_strangers_count_nothing(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit: Any = agreed(ana, couple, date(2026, 1, 5))
    with pytest.raises(errors.NotFound):
        tally(app, dev, habit)
    ana.post("/api/couple/unlink")
    with pytest.raises(errors.Gone):
        tally(app, ben, habit)
