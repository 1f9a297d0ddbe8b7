"""PostgreSQL databases that go from test to test: emptied after one, under a new name for the next.

To copy the template for each test took longer than most tests take.
"""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.support.servers import PostgresServer

OWN = 16384
"""From this id on everything in PostgreSQL's catalogs is somebody's own."""
TABLES = f"""
    SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND oid >= {OWN} ORDER BY 1
"""
SHAPE = " UNION ALL ".join(
    f"SELECT '{catalog}', count(*), max(xmin::text::bigint) FROM {catalog} WHERE {key} >= {OWN}"
    for catalog, key in (
        ("pg_attribute", "attrelid"),
        ("pg_attrdef", "oid"),
        ("pg_class", "oid"),
        ("pg_constraint", "oid"),
        ("pg_index", "indexrelid"),
        ("pg_proc", "oid"),
        ("pg_trigger", "oid"),
        ("pg_type", "oid"),
    )
)
"""Whatever changes a table or anything about it adds to these, takes from them, or writes anew."""
OTHERS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
VACUUM_EVERY = 10
"""After so many tests what their rows left lying about goes, which every look reads over."""
SECONDS = 5.0
"""So long may a connection take to end."""


class Databases:
    """Databases as the migrations leave them, on one server."""

    def __init__(self, server: PostgresServer, template: str, beside: psycopg.Connection) -> None:
        """Learn from the template what a database is to be like when a test gets it.

        `beside` is a connection to none of these databases.
        """
        self._server = server
        self._template = template
        self._beside = beside
        self._free: list[str] = []
        self._numbers, self._emptyings = itertools.count(1), itertools.count(1)
        with _connect(template) as connection:
            self._shape = connection.execute(SHAPE).fetchall()
            tables = [name for (name,) in connection.execute(TABLES)]
            rows = {name: connection.execute(_rows(name)).fetchall() for name in tables}
        self._kept = {name: found for name, found in rows.items() if found}
        self._emptied = [name for name in tables if name not in self._kept]

    def take(self) -> str:
        """Return the SQLAlchemy URL of one, which nobody has heard of before."""
        if not self._free:
            return self._server.new_database(self._template)
        url = self._free.pop()
        base, _, name = url.rpartition("/")
        again = f"{self._template.rpartition('/')[2]}_again_{next(self._numbers)}"
        self._wait_until_nobody_is_in(name)
        self._beside.execute(f"ALTER DATABASE {name} RENAME TO {again}")
        return f"{base}/{again}"

    def give_back(self, url: str) -> None:
        """Take one back, and end whatever is still connected to it.

        It is emptied for the next; where a test has changed more than rows, it goes.
        """
        with _connect(url) as connection:
            while connection.execute(OTHERS).fetchone() != (0,):
                time.sleep(0.001)
            if self._is_as_it_was(connection):
                # Without the triggers of foreign keys; so in any order, too.
                deletes = ["SET session_replication_role = replica"]
                deletes += [f"DELETE FROM {name}" for name in self._emptied]
                connection.execute("; ".join(deletes))
                if next(self._emptyings) % VACUUM_EVERY == 0:
                    connection.execute("VACUUM")
                self._free.append(url)
                return
        self._server.drop_database(url)

    def _is_as_it_was(self, connection: psycopg.Connection) -> bool:
        return connection.execute(SHAPE).fetchall() == self._shape and all(
            connection.execute(_rows(name)).fetchall() == rows for name, rows in self._kept.items()
        )

    def _wait_until_nobody_is_in(self, name: str) -> None:
        """Wait for what is closed and not yet gone: PostgreSQL would wait in larger steps."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        deadline = time.monotonic() + SECONDS
        while self._beside.execute(query, [name]).fetchone() != (0,):
            if time.monotonic() > deadline:
                return
            time.sleep(0.001)


@contextmanager
def databases(server: PostgresServer, template: str) -> Iterator[Databases]:
    """Keep databases like the one at `template`, which nobody may be connected to."""
    with _connect(server.url) as beside:
        yield Databases(server, template, beside)


def _connect(url: str) -> psycopg.Connection:
    plain = url.replace("+psycopg", "", 1)
    return psycopg.connect(plain, autocommit=True, connect_timeout=int(SECONDS))


def _rows(table: str) -> str:
    return f"SELECT * FROM {table}"
