"""SQLite's side of a backup, on files of its own: one moment, verified, put back while in use."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tracker.services.backups import sqlite
from tracker.services.backups.folder import Failed

ROWS = 3000


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a database of some hundred pages, as a server has it open: in WAL mode."""
    path = tmp_path / "a b?#%41.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA foreign_keys=OFF")
        database.executescript(
            "CREATE TABLE alembic_version (version_num TEXT);"
            "INSERT INTO alembic_version VALUES ('0005');"
            "CREATE TABLE people (id INTEGER PRIMARY KEY);"
            "CREATE TABLE ticks (id INTEGER PRIMARY KEY, by INTEGER REFERENCES people, said TEXT);"
            "INSERT INTO people VALUES (1);"
        )
        database.executemany(
            "INSERT INTO ticks VALUES (?, 1, ?)", ((n, f"{n}" * 200) for n in range(ROWS))
        )
        database.commit()
    return path


@pytest.fixture
def server(source: Path) -> Iterator[sqlite3.Connection]:
    """A connection of somebody who serves the database."""
    with closing(sqlite3.connect(source, isolation_level=None)) as connection:
        connection.execute("SELECT count(*) FROM ticks").fetchone()
        yield connection


def test_a_copy_is_of_one_moment_however_much_is_written_meanwhile(
    source: Path, server: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = 0

    def write(_seconds: float) -> None:
        nonlocal writes
        server.execute("INSERT INTO ticks (by, said) VALUES (1, 'later')")
        server.execute("UPDATE ticks SET said = 'changed' WHERE id % 7 = 0")
        writes += 1

    monkeypatch.setattr(sqlite, "PAGES", 16)
    monkeypatch.setattr("tracker.services.backups.sqlite.time.sleep", write)
    target = tmp_path / "copy.db"
    revision, rows = sqlite.copy(source, target)
    assert (revision, rows) == ("0005", {"alembic_version": 1, "people": 1, "ticks": ROWS})
    assert writes > 20
    sqlite.verify(target, revision, rows)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM ticks WHERE said = 'changed'").fetchone() == (0,)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert [path.name for path in tmp_path.glob("copy.db*")] == ["copy.db"]
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_copy_that_lacks_something_is_no_backup(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    revision, rows = sqlite.copy(source, target)
    whole = target.read_bytes()

    def refused(words: str, change: str = "", content: bytes = whole) -> None:
        target.write_bytes(content)
        if change:
            with closing(sqlite3.connect(target)) as copy:
                copy.executescript(change)
        with pytest.raises(Failed, match=words):
            sqlite.verify(target, revision, rows)

    refused("does not hold", "DELETE FROM ticks WHERE id = 5")
    refused("does not hold", "UPDATE alembic_version SET version_num = '0004'")
    refused("dangling", "UPDATE ticks SET by = 2 WHERE id = 5")
    middle = len(whole) // 2 // 4096 * 4096
    refused("copy.db", content=whole[:middle] + bytes(4096) + whole[middle + 4096 :])
    refused("copy.db", content=whole[: len(whole) // 2])
    refused("copy.db", content=b"no database" * 1000)
    refused("no version", "DROP TABLE alembic_version")


def test_it_is_known_whether_somebody_has_it_open(source: Path, tmp_path: Path) -> None:
    assert not sqlite.is_in_use(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    assert not sqlite.is_in_use(source)
    with closing(sqlite3.connect(source, isolation_level=None)) as server:
        server.execute("SELECT 1 FROM ticks LIMIT 1").fetchone()
        assert sqlite.is_in_use(source)
        assert server.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert not sqlite.is_in_use(source)


def test_who_has_it_open_goes_on_with_what_is_put_back(
    source: Path, server: sqlite3.Connection, tmp_path: Path
) -> None:
    prepared = tmp_path / "prepared.db"
    sqlite.copy(source, prepared)
    server.execute("DELETE FROM ticks")
    sqlite.put_back(prepared, source)
    assert server.execute("SELECT count(*) FROM ticks").fetchone() == (ROWS,)
    server.execute("INSERT INTO ticks (by, said) VALUES (1, 'afterwards')")
    with closing(sqlite3.connect(source)) as other:
        assert other.execute("SELECT count(*) FROM ticks").fetchone() == (ROWS + 1,)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_is_no_database_of_ours_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="cannot be opened"):
        sqlite.copy(tmp_path / "none.db", tmp_path / "copy.db")
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    with pytest.raises(Failed, match="no version"):
        sqlite.copy(tmp_path / "empty.db", tmp_path / "copy.db")


def test_a_copy_that_would_run_something_by_itself_is_refused(source: Path) -> None:
    sqlite.refuse_code(source)
    with closing(sqlite3.connect(source)) as database:
        database.execute(
            "CREATE TRIGGER kept BEFORE DELETE ON people BEGIN SELECT RAISE(IGNORE); END"
        )
    with pytest.raises(Failed, match="triggers"):
        sqlite.refuse_code(source)
