"""What a batch from a phone asks of the store: one transaction, and of each habit one fold."""

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.statements import driven
from tracker import clock
from tracker.services import sync
from tracker.services.sync import SyncOp

HABITS, DAYS = 5, 4
FOLD = "SELECT ticks.person_id, ticks.date,"


def batch(habits: list[str], size: int, now: datetime, *, done: bool) -> list[SyncOp]:
    """Tick all habits on all days, and take it back, again and again; or begin with that."""
    return [
        SyncOp(
            op=str(uuid.uuid4()),
            habit=habits[number % HABITS],
            date=now.date() - timedelta(days=number // HABITS % DAYS),
            done=(number // (HABITS * DAYS) % 2 == 0) == done,
            at=now - timedelta(microseconds=size - number),
            digest=str(number),
        )
        for number in range(size)
    ]


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2026, 5, 20, 18, 30, tzinfo=UTC))


@pytest.mark.store("sqlite")
def test_a_hundred_operations_are_one_transaction_and_one_fold_a_habit(
    app: Flask, ana: Someone, couple: str
) -> None:
    since = clock.now().date() - timedelta(days=9)
    habits = [agreed(ana, couple, since, title=str(number)) for number in range(HABITS)]

    def statements(size: int, *, done: bool) -> Counter[str]:
        now = clock.now()
        ops = batch(habits, size, now, done=done)
        with app.app_context(), driven(app) as said:
            synced = sync.sync(ana.id, couple, now, 0, ops, now)
        assert {result.status for result in synced.results} == {"applied"}
        return Counter(" ".join(each.split()[:3]) for each in said)

    statements(1, done=True)  # the first of a day keeps a checkpoint
    one, many = statements(1, done=False), statements(100, done=True)
    for each in (one, many):
        assert (each["BEGIN IMMEDIATE"], each["COMMIT"]) == (1, 1)
    assert (one[FOLD], many[FOLD]) == (1, HABITS)
    # Per operation there is what must be written for each: it itself, and what both are told.
    told = ("INSERT INTO operations", "INSERT INTO changes")
    assert [many[each] - one[each] for each in told] == [99, 99 * 2]
    rest = many.total() - sum(many[each] for each in told)
    # Per habit its facts, its fold and its checkpoint, per cell its row read and written.
    assert rest <= one.total() + HABITS * 4 + HABITS * DAYS * 2
