"""What one test leaves in a PostgreSQL database, the next does not find."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.support.databases import Databases, databases
from tests.support.servers import PostgresServer


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True, connect_timeout=2)


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


@pytest.fixture
def template(session_postgres: PostgresServer) -> str:
    """Make a small database: two tables that know each other, and one that is filled already."""
    url = session_postgres.new_database()
    with connect(url) as connection:
        connection.execute(
            "CREATE TABLE people (id int PRIMARY KEY, friend int REFERENCES people);"
            "CREATE TABLE ticks (person int REFERENCES people, day date);"
            "CREATE TABLE version (number text);"
            "INSERT INTO version VALUES ('1')"
        )
    return url


@pytest.fixture
def kept(session_postgres: PostgresServer, template: str) -> Iterator[Databases]:
    """Keep databases like it."""
    with databases(session_postgres, template) as kept:
        yield kept


def oid(url: str) -> tuple[int, ...] | None:
    with connect(url) as connection:
        query = "SELECT oid FROM pg_database WHERE datname = current_database()"
        return connection.execute(query).fetchone()


def test_rows_are_gone_and_what_the_migrations_wrote_is_there(kept: Databases) -> None:
    url = kept.take()
    first = oid(url)
    with connect(url) as connection:
        connection.execute(
            "INSERT INTO people VALUES (1, NULL), (2, 1); UPDATE people SET friend=2"
        )
        connection.execute("INSERT INTO ticks VALUES (2, '2026-05-06')")
    kept.give_back(url)
    again = kept.take()
    assert oid(again) == first
    with connect(again) as connection:
        assert connection.execute("SELECT * FROM people").fetchall() == []
        assert connection.execute("SELECT * FROM ticks").fetchall() == []
        assert connection.execute("SELECT * FROM version").fetchall() == [("1",)]
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute("INSERT INTO ticks VALUES (1, '2026-05-06')")


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE people DROP CONSTRAINT people_friend_fkey",
        "ALTER TABLE ticks ALTER COLUMN day SET NOT NULL",
        "ALTER TABLE ticks ALTER COLUMN day SET DEFAULT now()",
        "ALTER TABLE ticks DISABLE TRIGGER ALL",
        "CREATE INDEX ticks_by_day ON ticks (day)",
        "CREATE TABLE notes (text text)",
        "DROP TABLE ticks",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE version SET number = '2'",
        "DELETE FROM version",
    ],
)
def test_one_that_was_changed_is_not_handed_out_again(
    kept: Databases, session_postgres: PostgresServer, change: str
) -> None:
    url = kept.take()
    first = oid(url)
    with connect(url) as connection:
        connection.execute(change)
    kept.give_back(url)
    assert oid(kept.take()) != first
    with connect(session_postgres.url) as connection:
        found = connection.execute("SELECT oid FROM pg_database WHERE oid = %s", first)
        assert found.fetchall() == []


def test_who_is_still_there_comes_neither_through_nor_back(kept: Databases) -> None:
    url = kept.take()
    with connect(url) as left, connect(url) as busy:
        busy.autocommit = False
        busy.execute("INSERT INTO people VALUES (1, NULL)")
        kept.give_back(url)
        for one in (left, busy):
            with pytest.raises(psycopg.OperationalError):
                one.execute("SELECT 1")
    again = kept.take()
    assert name_of(again) != name_of(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(url)
    with connect(again) as connection:
        assert connection.execute("SELECT * FROM people").fetchall() == []


def test_each_of_several_is_another(kept: Databases) -> None:
    for url in [kept.take(), kept.take()]:
        kept.give_back(url)
    urls = [kept.take() for _ in range(3)]
    assert len({oid(url) for url in urls}) == 3
