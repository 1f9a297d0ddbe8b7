"""Prepared queries say what Core says, on each store."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import or_, select

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import Terms
from tracker.prepared import Prepared, PreparedAmong

FIRST = date(2026, 5, 4)
COLUMNS = (Terms.habit_id, Terms.starts_on, Terms.grace, Terms.mode)
ONE_KEY = PreparedAmong(
    lambda keys: select(*COLUMNS).where(Terms.habit_id.in_(keys)).order_by(Terms.starts_on),
    Terms.habit_id,
)
TWO_KEYS = PreparedAmong(
    lambda keys: (
        select(*COLUMNS)
        .where(or_(*((Terms.habit_id == habit) & (Terms.starts_on > day) for habit, day in keys)))
        .order_by(Terms.starts_on)
    ),
    Terms.habit_id,
    Terms.starts_on,
)


@pytest.fixture
def habits(ana: Someone, couple: str) -> list[str]:
    return [agreed(ana, couple, FIRST + timedelta(days=number)) for number in range(5)]


def test_among_so_and_so_many_keys(app: Flask, habits: list[str]) -> None:
    with app.app_context():
        connection = db.session.connection()
        for count in range(len(habits) + 1):
            wanted = habits[:count]
            rows = [(one, FIRST + timedelta(days=n), True, "each") for n, one in enumerate(wanted)]
            assert ONE_KEY.rows(connection, wanted) == rows
            after = [(one, FIRST + timedelta(days=1)) for one in wanted]
            assert TWO_KEYS.rows(connection, after) == rows[2:]
        db.session.remove()


def test_records_have_their_columns_by_name(app: Flask, habits: list[str]) -> None:
    with app.app_context():
        connection = db.session.connection()
        (record,) = ONE_KEY.records(connection, habits[3:4])
        assert (record.habit_id, record.starts_on) == (habits[3], date(2026, 5, 7))
        one = Prepared(select(*COLUMNS).where(Terms.starts_on == FIRST))
        found = one.record(connection, {})
        assert found is not None
        assert found.habit_id == habits[0]
        none = Prepared(select(*COLUMNS).where(Terms.starts_on < FIRST))
        assert none.record(connection, {}) is None
        db.session.remove()
