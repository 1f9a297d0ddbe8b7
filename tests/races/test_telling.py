"""Telling what waits while its person goes on ticking, others tell it as well, or one leaves."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.habits import agreed
from tests.support.people import PASSWORD, Someone
from tests.support.telling import moment_of, tells
from tracker import clock
from tracker.extensions import db
from tracker.models import Person, Tick, UntoldTick
from tracker.services import telling

DAYS = 3


@pytest.fixture
def today() -> date:
    return clock.now().date()


@pytest.fixture
def habit(ana: Someone, couple: str, today: date) -> str:
    tells(ana, "day_end")
    return agreed(ana, couple, today - timedelta(days=10))


def tell(ana: Someone) -> int:
    """Tell what waits as if its moment had come; return how many cells that were."""
    with ana.app.app_context():
        return telling.tell(ana.id, clock.now() + timedelta(days=2))


def stored(app: Flask, table: Any) -> list[tuple[date, bool, str | None]]:
    with app.app_context():
        rows = db.session.scalars(db.select(table).order_by(table.date)).all()
        return [(row.date, row.done, row.note) for row in rows]


def told(person: Someone) -> list[Any]:
    stream = person.stream()
    assert [item["seq"] for item in stream] == list(range(1, len(stream) + 1))
    return [item["data"] for item in stream if item["kind"] == "tick"]


def test_nothing_is_lost_or_told_twice_while_somebody_goes_on_ticking(
    app: Flask, ana: Someone, ben: Someone, habit: str, today: date
) -> None:
    dice = random.Random(5)
    for _ in range(ROUNDS):
        ana.put(f"/api/habits/{habit}/ticks/{today}")  # so that there is something to tell
        calls: list[Callable[[], Any]] = [partial(tell, ana)] * 2
        for back in range(DAYS):
            path = f"/api/habits/{habit}/ticks/{today - timedelta(days=back)}"
            calls += [partial(ana.put, path), partial(ana.delete, path)]
        dice.shuffle(calls)
        together(calls)
        # What waits has a moment, whoever came first; what does not has none.
        waits = stored(app, UntoldTick)
        assert (moment_of(ana) is not None) == bool(waits)
        own = items(ana, habit)
        tell(ana)
        assert stored(app, UntoldTick) == []
        assert items(ana, habit) == own
        assert items(ben, habit) == [{**item, "late": None} for item in own]
        for day, done, _ in stored(app, Tick):
            shown = [one["done"] for one in told(ben) if one["date"] == str(day)]
            assert all(one != other for one, other in pairwise(shown))  # each changed something
            assert not shown or shown[-1] == done


def items(person: Someone, habit: str) -> list[dict[str, Any]]:
    return list(person.get(f"/api/habits/{habit}/ticks").get_json()["items"])


@pytest.mark.parametrize("leaves", ["ana", "ben"])
def test_whoever_leaves_meanwhile_hears_of_nothing_after_it(
    app: Flask, ana: Someone, ben: Someone, habit: str, today: date, leaves: str
) -> None:
    path = f"/api/habits/{habit}/ticks/{today}"
    assert ana.put(path, {"note": "Hers"}).status_code == 200
    one = {"ana": ana, "ben": ben}[leaves]
    again = f"/api/habits/{habit}/ticks/{today - timedelta(days=1)}"
    leave = partial(one.post, "/api/couple/unlink")
    calls: list[Callable[[], Any]] = [partial(tell, ana), leave, partial(ana.put, again)]
    together(calls)
    assert ana.stream()[-1]["kind"] == ben.stream()[-1]["kind"] == "unlinked"
    assert (stored(app, UntoldTick), moment_of(ana), tell(ana)) == ([], None, 0)
    assert (today, True, "Hers") in stored(app, Tick)
    assert ben.stream()[-1]["kind"] == "unlinked"


def test_whoever_erases_their_account_meanwhile_is_told_of_no_more(
    app: Flask, ana: Someone, ben: Someone, habit: str, today: date
) -> None:
    path = f"/api/habits/{habit}/ticks/{today}"
    assert ana.put(path).status_code == 200
    erase = partial(ana.delete, "/api/me", json={"password": PASSWORD})
    calls: list[Callable[[], Any]] = [partial(tell, ana), erase]
    together(calls)
    with app.app_context():
        assert db.session.get(Person, ana.id) is None
    assert (stored(app, UntoldTick), stored(app, Tick)) == ([], [])
    assert [item for item in ben.stream() if item["kind"] == "tick"] == []
