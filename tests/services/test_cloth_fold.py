"""Cloth: read from settled rows and a short fold, it is what a fold of everything gives."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.services.test_cloth import expected
from tests.services.test_progress import SEEDS, START, Life
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.services import cloth, habit_facts, seat, standing
from tracker.services.cloth import Cloth, Ground
from tracker.streaks import Outcome, Period


def check(life: Life) -> None:
    """Compare both cloths with a fold from the first day on."""
    ana = life.pair[0]
    with life.app.app_context():
        now = clock.now()
        drawn = {weeks: cloth.of_couple(ana.id, now, weeks) for weeks in (18, 70)}
        of_each = {habit: cloth.of_habit(ana.id, habit, now, 70) for habit in life.habits}
        place = seat.take(db.session(), ana.id)
        connection = db.session.connection()
        fresh: dict[str, tuple[Period, ...]] = {
            facts.id: standing.fold(connection, place, facts, now, resume=None).periods
            for facts in habit_facts.all_facts(connection, place.couple_id)
        }
        latest = place.latest(now)
        db.session.rollback()
    ended: dict[date, Counter[Outcome]] = defaultdict(Counter)
    for periods in fresh.values():
        for period in periods:
            ended[period.end][period.outcome] += 1
    for whole in drawn.values():
        for day in whole.places:
            wanted = Ground.EMPTY if day.start > latest else expected(ended[day.start])
            assert day.ground == wanted, (day, ended[day.start])
    for habit, strip in of_each.items():
        check_habit(strip, fresh[habit], drawn[70].places[0].start)


def check_habit(strip: Cloth, fresh: tuple[Period, ...], first: date) -> None:
    periods = [period for period in fresh if period.end >= first]
    known = {(place.start, place.end): place for place in strip.places}
    if not strip.by_weeks:
        assert list(known) == [(period.start, period.end) for period in periods]
    for period in periods:
        place = known.pop((period.start, period.end))
        assert place.ground == expected(Counter([period.outcome]))
        assert not (place.down or place.across) or place.ground == Ground.OPEN
        assert not (place.down and place.across)
    assert all(place.ground == Ground.EMPTY for place in known.values())


@pytest.mark.postgres_takes(seed=3)
@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_what_a_fold_of_everything_gives(
    app: Flask, ana: Someone, ben: Someone, couple: str, seed: int, time_machine: Any
) -> None:
    time_machine.move_to(START, tick=False)
    life = Life(app, ana, ben, couple, 1000 + seed, time_machine)
    life.agree()
    for number in range(90):
        life.step()
        if number % 6 == 0:
            check(life)
    check(life)
