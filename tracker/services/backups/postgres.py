"""PostgreSQL: dumped by its own program from one snapshot, and read to the end again."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg

from tracker.services.backups.folder import Failed
from tracker.services.backups.pace import Pace
from tracker.services.backups.postgres_client import (
    connected,
    last_line,
    one,
    program,
    to,
    write,
)

NOT_OURS = "huey_"
"""What tables of the job queue begin with: it makes them itself, and work is not done again."""
_COPY = re.compile(rb'COPY (?:"?[^".]+"?\.)?"?(?P<table>[^" .]+)"? ')
_TABLES = """
    SELECT quote_ident(relname), relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    AND relname NOT LIKE 'huey~_%' ESCAPE '~' ORDER BY relname
"""


def dump(url: str, target: Path, pace: Pace) -> tuple[str, Mapping[str, int]]:
    """Dump a database as it is at one moment; return its revision, and how many rows it has."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with connected(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # It waits while the dump is made, and is to be there until that is done.
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        # Rows are counted by one process: several at once would leave no processor to the server.
        connection.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        snapshot = one(connection, "SELECT pg_export_snapshot()")
        revision, rows = revision_of(connection), counts(connection, pace)
        command = [*to("pg_dump", url), f"--snapshot={snapshot}"]
        command += ["--format=custom", "--no-owner", "--no-acl", f"--exclude-table={NOT_OURS}*"]
        write(command, url, target, pace)
    return revision, rows


def verify(path: Path, revision: str, rows: Mapping[str, int], pace: Pace) -> None:
    """Raise Failed unless a dump can be read to its end, and has this revision and these rows.

    Every block is unpacked, which a list of its contents would not do.
    """
    command = [program("pg_restore"), "--data-only", "--file=-", str(path)]
    found: dict[str, int] = {}
    versions: list[bytes] = []
    table: str | None = None
    with subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's, with arguments of ours
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as reading:
        assert reading.stdout is not None
        assert reading.stderr is not None
        for line in reading.stdout:
            pace.rest()
            if table is None:
                begins = _COPY.match(line)
                if begins:
                    table = begins["table"].decode()
                    found[table] = 0
            elif line == b"\\.\n":
                table = None
            else:
                found[table] += 1
                if table == "alembic_version":
                    versions.append(line.strip())
        complaint = reading.stderr.read().decode(errors="replace")
    if reading.returncode:
        raise Failed(f"{path.name} is damaged: {last_line(complaint)}")
    if versions != [revision.encode()] or found != rows:
        raise Failed(f"{path.name} does not hold what the database held")


def revision_of(connection: psycopg.Connection) -> str:
    """Return the revision of a database's tables. Raises Failed where it has none."""
    if one(connection, "SELECT to_regclass('alembic_version')") is None:
        raise Failed("this is no database of Woven: it has no version")
    found = one(connection, "SELECT version_num FROM alembic_version")
    if found is None:
        raise Failed("this is no database of Woven: it has no version")
    return str(found)


def counts(connection: psycopg.Connection, pace: Pace) -> Mapping[str, int]:
    """Return how many rows each table of ours has."""
    rows = {}
    for quoted, name in connection.execute(_TABLES).fetchall():
        rows[name] = int(str(one(connection, f"SELECT count(*) FROM {quoted}")))  # noqa: S608
        pace.rest()
    return rows
