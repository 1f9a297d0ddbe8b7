"""PostgreSQL's own programs, and connections to its databases, by the address of ours."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from tracker.services.backups.folder import Failed
from tracker.services.backups.pace import Pace

CONNECT = 10
"""Seconds until a database counts as not there."""
PIECE = 512 * 1024
"""Bytes of a dump that are synced at once."""
PIPE = 4096
"""Bytes that a program has ready before it waits for us: with more it would work on in pauses."""
SECRETS = ("password", "sslpassword")
"""Of an address's query."""
_PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/*postgresql*/bin",
    "opt/homebrew/opt/libpq/bin",
    "usr/local/opt/*postgresql*/bin",
)


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """Connect to a database. Raises Failed where it or the server is not there."""
    try:
        with psycopg.connect(
            url.replace("postgresql+psycopg://", "postgresql://", 1), connect_timeout=CONNECT
        ) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege:
        raise
    except psycopg.Error as error:
        raise Failed(f"PostgreSQL: {' '.join(str(error).split())}") from error


@contextmanager
def maintenance(url: str) -> Iterator[psycopg.Connection]:
    """Connect to the database that nobody's data is in, to create and rename others from."""
    other = make_url(url).set(database="postgres").render_as_string(hide_password=False)
    with connected(other) as connection:
        connection.autocommit = True
        yield connection


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs. Raises Failed where it is not installed."""
    if found := shutil.which(name):
        return found
    aside = [path for place in _PLACES for path in Path("/").glob(f"{place}/{name}")]
    if not aside:
        raise Failed(f"{name} was not found: install PostgreSQL's client programs")
    return str(max(aside, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))]))


def run(command: Sequence[str], url: str) -> None:
    """Run a program of PostgreSQL's on a database. Raises Failed with what it said last."""
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, with arguments of ours
        command,
        env=_environ(url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _check(command, done.returncode, done.stderr)


def write(command: Sequence[str], url: str, target: Path, pace: Pace) -> None:
    """Run a program of PostgreSQL's that writes a file, at our pace, synced in small pieces.

    One sync of all of it would hold up PostgreSQL's own. Raises Failed with what it said last.
    """
    with (
        tempfile.TemporaryFile() as complaint,
        target.open("wb") as writing,
        subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's, with arguments of ours
            command,
            env=_environ(url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaint,
            bufsize=0,
            pipesize=PIPE,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            unsynced = 0
            while piece := process.stdout.read(PIECE):
                unsynced += writing.write(piece)
                if unsynced >= PIECE:
                    writing.flush()
                    os.fdatasync(writing.fileno())
                    unsynced = 0
                pace.rest()
        except BaseException:
            process.kill()
            raise
        process.wait()
        complaint.seek(0)
        _check(command, process.returncode, complaint.read().decode(errors="replace"))


def _environ(url: str) -> Mapping[str, str]:
    """Return the environment, by which the password goes: other users read arguments, not this."""
    given = make_url(url)
    password = given.query.get("password", given.password)  # as psycopg chooses
    return os.environ | ({} if password is None else {"PGPASSWORD": str(password)})


def _check(command: Sequence[str], code: int, complaint: str) -> None:
    if code:
        raise Failed(f"{Path(command[0]).name}: {last_line(complaint)}")


def to(name: str, url: str) -> list[str]:
    """Return the beginning of a command for a database; without the password.

    Nor with a key's, which has no other way: such a key is refused by the program.
    """
    given = make_url(url).difference_update_query(SECRETS)
    without = URL.create(
        "postgresql",
        username=given.username,
        host=given.host,
        port=given.port,
        database=given.database,
        query=given.query,
    )
    return [program(name), "--no-password", f"--dbname={without.render_as_string()}"]


def name_of(url: str) -> str:
    """Return the name of a database."""
    return make_url(url).database or ""


def one(
    connection: psycopg.Connection, query: str, values: Mapping[str, str] | None = None
) -> object:
    """Return the first value of the first row; None where there is none."""
    row = connection.execute(query.encode(), values).fetchone()
    return None if row is None else row[0]


def last_line(said: str) -> str:
    """Return what a program said last."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it failed without a word"
