"""What a store says of its own health: nothing while it is well, and each thing that is broken."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text, update

from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.models import Credential, Person
from tracker.services import changes, checkup, transaction, undone, undone_list
from tracker.services.undone import Entry

MINUTES = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def within(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def do(statement: str, **values: object) -> None:
    with transaction.writing() as session:
        session.execute(text(statement), values)


def test_a_store_that_is_well_has_nothing_to_say(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    people = checkup.streams()
    assert (people.count, people.broken) == (2, 0)
    assert checkup.damage() == []
    assert checkup.unknown_zones() == []
    assert abs(checkup.clock_is_off(clock.now())) < timedelta(seconds=5)
    assert checkup.untold(app.config["WOVEN"].undone_list, clock.now(), MINUTES) == 0
    assert checkup.size() > 100_000


def test_a_stream_may_begin_late_and_must_not_have_holes_or_another_end(
    ana: Someone, ben: Someone
) -> None:
    now = clock.now()
    for _ in range(3):
        with transaction.writing() as session:
            changes.add(
                session, {ana.id: now.date(), ben.id: now.date()}, "settings", {}, by=None, now=now
            )
    do("UPDATE stream_heads SET floor = 1 WHERE person_id = :id", id=ana.id)
    assert checkup.streams().broken == 0  # cut, and what was cut off lies there still
    do("DELETE FROM changes WHERE person_id = :id AND seq = 1", id=ana.id)
    assert checkup.streams().broken == 0
    do("UPDATE stream_heads SET head = 4 WHERE person_id = :id", id=ana.id)
    assert checkup.streams().broken == 1
    do("UPDATE stream_heads SET head = 2 WHERE person_id = :id", id=ben.id)
    assert checkup.streams().broken == 2
    do("UPDATE stream_heads SET head = 9000, floor = 9000")  # as after a restore
    assert checkup.streams().broken == 0
    do("UPDATE stream_heads SET head = 3, floor = 0")
    do("DELETE FROM changes WHERE person_id = :id AND seq = 2", id=ben.id)
    assert checkup.streams().broken == 2  # ana's begins later than is said, ben's has a hole


def test_a_zone_that_this_machine_does_not_know_is_named(ana: Someone) -> None:
    with transaction.writing() as session:
        session.execute(update(Person).values(timezone="Mars/Olympus"))
    assert checkup.unknown_zones() == ["Mars/Olympus"]


def test_a_clock_that_was_set_back_is_noticed(ana: Someone) -> None:
    ahead = clock.now() + timedelta(hours=1)
    if checkup.is_sqlite():
        with transaction.writing() as session:
            session.execute(update(Credential).values(last_used_at=ahead))
        assert checkup.clock_is_off(clock.now()) < -timedelta(minutes=59)
    else:
        assert checkup.clock_is_off(ahead) > timedelta(minutes=59)


def test_what_was_undone_must_come_to_stand_in_the_list(app: Flask) -> None:
    then = datetime(2026, 3, 1, 18, tzinfo=UTC)
    path = app.config["WOVEN"].undone_list
    with transaction.writing() as session:
        undone.note(session, "couple", "0198c0de-0000-7000-8000-000000000000", then)
    assert checkup.untold(path, then + MINUTES, MINUTES) == 0  # it may be on its way
    assert checkup.untold(path, then + 2 * MINUTES, MINUTES) == 1
    undone_list.add(path, [Entry("couple", "0198c0de-0000-7000-8000-000000000000", then)])
    assert checkup.untold(path, then + 2 * MINUTES, MINUTES) == 0


@pytest.mark.store("sqlite")
def test_a_reference_to_nothing_and_another_journal_are_found_on_sqlite(ana: Someone) -> None:
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("DELETE FROM persons")
        connection.detach()
    assert "credentials refers to what is not in persons" in checkup.damage()
    assert checkup.risks() == []


@pytest.mark.store("postgres")
def test_what_could_lose_ticks_is_found_on_postgresql(ana: Someone) -> None:
    assert checkup.risks() == [  # that of the tests survives no power cut
        "fsync is off",
        "full_page_writes is off",
        "synchronous_commit is off",
    ]
    assert checkup.may_create_databases()
    found = checkup.connections()
    assert 0 < found.now <= found.most
    do("ALTER TABLE persons ADD CONSTRAINT half CHECK (name <> '') NOT VALID")
    try:
        assert checkup.damage() == ["constraint half"]
    finally:
        do("ALTER TABLE persons DROP CONSTRAINT half")
    assert isinstance(checkup.has_checksums(), bool)
