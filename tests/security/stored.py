"""All rows of a world's store: to tell whether anything has changed, and to go back."""

import sqlite3
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import Table, select, text

from tracker.extensions import db
from tracker.services import transaction

VACUUM_EVERY = 25
"""What was deleted lies about till then, and is read over: nobody else cleans up in a test."""
Rows = dict[str, list[Any]]
"""By table; each row has its values in the order of the table's columns."""


class Stored(Protocol):
    """What is stored."""

    def rows(self) -> Rows:
        """Return every row of every table; not to be written to."""

    def put_back(self, rows: Rows) -> None:
        """Store these rows, and no others."""

    def close(self) -> None:
        """Let go of the store."""


def stored_by(app: Flask) -> Stored:
    """Return what an application stores, read in whichever way is quick."""
    with app.app_context():
        path = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    return SqliteFile(path) if path else Postgres(app)


class Postgres:
    """By way of the application, whose role may leave foreign keys unasked.

    Where the server's log stands says whether anybody has written since.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._times = 0
        self._stands = ""
        self._rows: Rows = {}

    def rows(self) -> Rows:
        """Return every row of every table."""
        with self._app.app_context():
            stands = str(db.session.scalar(text("SELECT pg_current_wal_insert_lsn()")))
            if stands != self._stands:
                self._rows = {table.name: self._read(table) for table in db.metadata.sorted_tables}
                self._stands = stands
        return self._rows

    def _read(self, table: Table) -> list[Any]:
        now = sorted(map(tuple, db.session.execute(select(table)).all()), key=repr)
        kept = self._rows.get(table.name)
        return kept if kept == now else now

    def put_back(self, rows: Rows) -> None:
        """Store these rows, and no others."""
        tables = db.metadata.sorted_tables
        with self._app.app_context(), transaction.writing() as session:
            # All in one message: to the server and back once for each took longer.
            deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(tables))
            session.connection().exec_driver_sql(
                f"SET LOCAL session_replication_role = replica; {deletes}"
            )
            for table in tables:
                if found := rows[table.name]:
                    names = [column.name for column in table.columns]
                    dicts = [dict(zip(names, row, strict=True)) for row in found]
                    session.execute(table.insert(), dicts)
        self._times += 1
        if self._times % VACUUM_EVERY == 0:
            with self._app.app_context(), db.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("VACUUM")

    def close(self) -> None:
        """Nothing is held."""


class SqliteFile:
    """By a connection of its own, and by triggers that say which tables were written to since.

    The matrix looks at all tables several times a request: to read all of them, or any by way of
    SQLAlchemy, took longer than the requests.
    """

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous=OFF")
        self._columns = {
            table.name: ", ".join(f'"{column.name}"' for column in table.columns)
            for table in db.metadata.sorted_tables
        }
        self._count_writes()
        self._version = -1
        self._writes: dict[str, int] = {}
        self._rows: Rows = {}

    def rows(self) -> Rows:
        """Return every row of every table."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            writes = self._written()
            written = [name for name in writes if writes[name] != self._writes.get(name)]
            if written:
                self._rows = {**self._rows, **{name: self._read(name) for name in written}}
            self._version, self._writes = version, writes
        return self._rows

    def put_back(self, rows: Rows) -> None:
        """Store these rows, and no others."""
        now = self.rows()
        self._connection.execute("BEGIN IMMEDIATE")
        for name, columns in self._columns.items():
            if now[name] != rows[name]:
                places = ", ".join("?" * (columns.count(",") + 1))
                self._connection.execute(f'DELETE FROM "{name}"')
                insert = f'INSERT INTO "{name}" ({columns}) VALUES ({places})'
                self._connection.executemany(insert, rows[name])
        self._connection.execute("COMMIT")
        self._rows, self._writes = rows, self._written()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _count_writes(self) -> None:
        """Let each table's writes be counted, cascades too."""
        run = self._connection.execute
        run('CREATE TABLE IF NOT EXISTS "_writes" (name TEXT PRIMARY KEY, times INTEGER NOT NULL)')
        for name in self._columns:
            run("INSERT OR IGNORE INTO _writes VALUES (?, 0)", (name,))
            for verb in ("INSERT", "UPDATE", "DELETE"):
                run(
                    f'CREATE TRIGGER IF NOT EXISTS "_{verb} {name}" AFTER {verb} ON "{name}" '
                    f"BEGIN UPDATE _writes SET times = times + 1 WHERE name = '{name}'; END"
                )

    def _written(self) -> dict[str, int]:
        return dict(self._connection.execute("SELECT name, times FROM _writes").fetchall())

    def _read(self, name: str) -> list[Any]:
        found = self._connection.execute(f'SELECT {self._columns[name]} FROM "{name}"')
        return sorted(found.fetchall(), key=repr)
