"""What a coach reads is what a fresh fold of everything comes to, wherever they read it."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from tests.support.adherence import Plain, plainly
from tests.support.coached import let_in
from tests.support.lives import Life, couples
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.services.coaching import clients, figures

START = datetime(2025, 10, 6, 21, 40, tzinfo=UTC)
COUPLES = 200


def near(one: Any, other: Any) -> bool:
    """Compare JSON, its numbers within 1e-9."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(near(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(near, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return one is not None and other is not None and abs(one - other) < 1e-9
    return bool(one == other)


def share(found: Any) -> Any:
    """Return a share as JSON has it."""
    return None if found is None else found._asdict()


def range_of(app: Flask, link: str, plain: Plain, days: int) -> None:
    """Compare what a packet says of the last days."""
    with app.app_context():
        client = clients.of_link(db.session(), link)
        first = plain.through - timedelta(days=days - 1)
        found = figures.over(db.session(), client.seat, first, plain.latest, clock.now())
        assert (found.first, found.last) == (first, plain.through)
        chosen = days not in (7, 28, 90)
        assert near(list(found.total), list(plain.total(first, plain.through, chosen=chosen)))
        of = plain.in_whole_weeks if chosen else plain.counted
        there = [habit for habit in plain.folds if of(habit, first, plain.through)]
        expected = plain.shares(there, first, plain.through, chosen=chosen)
        assert set(found.habits) == set(there)
        for habit in there:
            assert near(list(found.habits[habit] or ()), list(expected[habit] or ()))
        since = first - timedelta(weeks=8)
        assert list(found.returns) == plain.ways_back(first, plain.through, since)


def one_couple(app: Flask, life: Life, cleo: Someone, link: str, row: dict[str, Any]) -> None:
    """Compare everything that is said of one couple."""
    with app.app_context():
        plain = plainly(db.session(), life.seat(db.session()), clock.now())
        expected, by_habit = plain.figures(), plain.habits()
        db.session.rollback()
    seen = cleo.get(f"/api/coaching/clients/{link}").get_json()
    for name, value in expected.items():
        assert near(row[name], value), (name, row[name], value)
    assert {name: seen[name] for name in row} == row
    as_coach = life.one.get(f"/api/couple/coach/{link}/view").get_json()
    assert as_coach == {name: value for name, value in seen.items() if name != "alias"}
    for habit in seen["habits"]:
        told = {name: habit[name] for name in ("d28", "d90", "weeks")}
        assert near(told, by_habit[habit["id"]]), (told, by_habit[habit["id"]])
    range_of(app, link, plain, life.dice.choice((7, 28, 90, 200)))


def roster(cleo: Someone) -> dict[str, dict[str, Any]]:
    """Return all rows by id, page by page."""
    found: dict[str, dict[str, Any]] = {}
    after = ""
    while True:
        page = cleo.get(f"/api/coaching/clients?limit=50{after}").get_json()
        found |= {row["id"]: row for row in page["items"]}
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


def test_two_hundred_couples_are_told_the_same_everywhere(
    app: Flask, cleo: Someone, time_machine: Any
) -> None:
    time_machine.move_to(START, tick=False)
    number = 6 if db_is_postgres(app) else COUPLES
    if os.environ.get("WOVEN_FULL"):
        number = COUPLES
    lives = couples(app, number)
    links = {}
    for life in lives:
        life.begin(life.dice.choice((20, 80, 140, 240)))
        since = START.date() - timedelta(days=400)
        links[let_in(cleo, life.couple, life.one, life.other, titles_since=since)] = life
    before = roster(cleo)
    assert len(before) == number
    later = START + timedelta(days=9)
    time_machine.move_to(later, tick=False)
    for life in lives:
        life.go_on(9)
    rows = roster(cleo)
    assert list(rows) == list(before)
    for link, life in links.items():
        one_couple(app, life, cleo, link, rows[link])


def db_is_postgres(app: Flask) -> bool:
    """Tell which of the two stores this is."""
    with app.app_context():
        return db.engine.dialect.name == "postgresql"
