"""SQLite: one snapshot copied while the server writes, and a copy put back under the same name."""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from tracker.services.backups.folder import Failed
from tracker.store import is_busy, make_private

PAGES = 512
"""So many are copied at once: 2 MiB."""
PAUSE = 0.004
"""Seconds between two such steps, in which the server has processor and disk to itself."""
PATIENCE = 30.0
"""Seconds to wait for whoever writes, when a copy is put back."""


@contextmanager
def opened(path: Path, *, mode: str = "rw", timeout: float = 5.0) -> Iterator[sqlite3.Connection]:
    """Open a database that is there. Raises Failed."""
    uri = f"file:{str(path).replace('%', '%25').replace('?', '%3f').replace('#', '%23')}"
    try:
        connection = sqlite3.connect(
            f"{uri}?mode={mode}", uri=True, timeout=timeout, isolation_level=None
        )
    except sqlite3.Error as error:
        raise Failed(f"{path} cannot be opened: {error}") from error
    with closing(connection):
        try:
            yield connection
        except sqlite3.Error as error:
            raise Failed(f"{path.name}: {error}") from error


def copy(source: Path, target: Path) -> tuple[str, Mapping[str, int]]:
    """Copy a database as it is at one moment; return its revision, and how many rows it has.

    A read transaction around all of it holds that moment, so that nobody who writes is waited for
    or makes it begin anew.
    """
    target.unlink(missing_ok=True)
    make_private(str(target))
    with opened(source) as database, opened(target) as written:
        database.execute("BEGIN")
        revision, rows = revision_of(database), counts(database)
        written.execute("PRAGMA synchronous=OFF")  # it is synced as a whole, before it is named
        with target.open("rb") as file:

            def between(*_: int) -> None:
                # In small pieces: one sync of all would hold up the server's own.
                os.fdatasync(file.fileno())
                time.sleep(PAUSE)

            database.backup(written, pages=PAGES, progress=between)
        database.execute("ROLLBACK")
        # A file by itself, with no log beside it.
        written.execute("PRAGMA journal_mode=DELETE")
    return revision, rows


def verify(path: Path, revision: str, rows: Mapping[str, int]) -> None:
    """Raise Failed unless the copy is whole, and has this revision and these rows."""
    with opened(path, mode="ro") as database:
        said = [line for (line,) in database.execute("PRAGMA integrity_check(5)")]
        if said != ["ok"]:
            raise Failed(f"{path.name} is damaged: {'; '.join(said)}")
        if stray := database.execute("PRAGMA foreign_key_check").fetchone():
            raise Failed(f"{path.name} is damaged: dangling references in {stray[0]}")
        if revision_of(database) != revision or counts(database) != rows:
            raise Failed(f"{path.name} does not hold what the database held")


def refuse_code(path: Path) -> None:
    """Raise Failed where a copy holds what would run by itself: Woven makes neither.

    Who can write to a folder of backups could have a session survive what ends them all.
    """
    with opened(path, mode="ro") as database:
        query = "SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')"
        if database.execute(query).fetchone():
            raise Failed(
                "It holds triggers or views, which Woven makes none of: somebody has changed it. "
                "Say --force where that was you."
            )


def revision_of(database: sqlite3.Connection) -> str:
    """Return the revision of a database's tables. Raises Failed where it has none."""
    try:
        found = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if is_busy(error):
            raise
        found = None
    if found is None:
        raise Failed("this is no database of Woven: it has no version")
    return str(found[0])


def counts(database: sqlite3.Connection) -> Mapping[str, int]:
    """Return how many rows each table has."""
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%'"
    tables = [name for (name,) in database.execute(f"{query} ESCAPE '~' ORDER BY name")]
    return {
        # The name comes from the database's own list of tables.
        name: int(database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608
        for name, quoted in ((name, name.replace('"', '""')) for name in tables)
    }


def is_in_use(path: Path) -> bool:
    """Tell whether another process has the database open.

    Only who is alone may take it out of WAL mode; who asks puts it back.
    """
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        with opened(path, timeout=0) as database:
            try:
                mode = database.execute("PRAGMA journal_mode=DELETE").fetchone()
            except sqlite3.OperationalError as error:
                if is_busy(error):
                    return True
                raise
            database.execute("PRAGMA journal_mode=WAL")
            return bool(mode != ("delete",))
    except Failed:
        return False  # nobody can open what is no database


def put_back(prepared: Path, target: Path) -> None:
    """Make the database's content that of another one, in one transaction of its own.

    Written through SQLite, and not by another file under the same name: a process that has the
    database open would go on with the old file, and what it wrote would be lost.
    """
    make_private(str(target))
    with opened(prepared) as source, opened(target, timeout=PATIENCE) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        source.backup(database, pages=-1)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
