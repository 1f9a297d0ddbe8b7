"""PostgreSQL: a dump restored beside the present database, and let take its place."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tracker.services.backups.folder import Failed, stamp
from tracker.services.backups.postgres_client import maintenance, name_of, one, run, to

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = %(name)s AND pid <> pg_backend_pid()"
)
_END = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = %(name)s AND pid <> pg_backend_pid()"
)


def is_in_use(url: str) -> bool:
    """Tell whether somebody else is connected to the database."""
    with maintenance(url) as connection:
        return bool(one(connection, _OTHERS, {"name": name_of(url)}))


def restore_beside(path: Path, url: str) -> str:
    """Restore a dump into a new database beside the one at `url`; return its address.

    Raises Failed; nothing is left then.
    """
    beside = make_url(url).set(database=f"{name_of(url)}_restoring")
    address = beside.render_as_string(hide_password=False)
    with maintenance(url) as connection:
        _drop(connection, name_of(address))  # of a run that was broken off
        try:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'{}").format(
                    sql.Identifier(name_of(address)), _collated(connection, name_of(url))
                )
            )
        except psycopg.errors.InsufficientPrivilege as error:
            raise Failed(
                "this role may not create a database, which a backup is restored into before it "
                "takes the present one's place: ALTER ROLE … CREATEDB"
            ) from error
    try:
        command = [*to("pg_restore", address), "--exit-on-error", "--single-transaction"]
        run([*command, "--no-owner", "--no-acl", str(path)], address)
    except BaseException:
        drop(url, name_of(address))
        raise
    return address


def take_place(url: str, beside: str, now: datetime) -> str | None:
    """Let a database take the name of the one at `url`, which is kept aside; return as what.

    In one transaction, and whoever is connected to either is disconnected.
    """
    present, new, aside = (
        name_of(url),
        name_of(beside),
        f"{name_of(url)}_aside_{stamp(now).lower()}",
    )
    with maintenance(url) as connection:
        if not _exists(connection, present):
            _rename(connection, new, present)
            return None
        # Who is disconnected would be back before the name is free.
        _allow(connection, present, False)
        try:
            for name in (present, new):
                connection.execute(_END, {"name": name})
            with connection.transaction():
                _rename(connection, present, aside)
                _rename(connection, new, present)
        finally:
            for name in (present, aside):
                if _exists(connection, name):
                    _allow(connection, name, True)
    return aside


def prune_aside(url: str, now: datetime, keep: timedelta) -> Sequence[str]:
    """Drop what was kept aside that long ago; return the names."""
    begins, gone = f"{name_of(url)}_aside_", []
    with maintenance(url) as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
            if name.startswith(begins) and _moment(name.removeprefix(begins)) <= now - keep:
                _drop(connection, name)
                gone.append(name)
    return gone


def drop(url: str, name: str) -> None:
    """Drop a database on the server of the one at `url`, if it is there."""
    with maintenance(url) as connection:
        _drop(connection, name)


def _exists(connection: psycopg.Connection, name: str) -> bool:
    query = "SELECT 1 FROM pg_database WHERE datname = %(name)s"
    return one(connection, query, {"name": name}) is not None


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def _rename(connection: psycopg.Connection, old: str, new: str) -> None:
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    )


def _allow(connection: psycopg.Connection, name: str, allowed: bool) -> None:
    connection.execute(
        sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
            sql.Identifier(name), sql.Literal(allowed)
        )
    )


def _collated(connection: psycopg.Connection, like: str) -> sql.Composable:
    """Return the locale of the present database, so that the new one sorts as it did."""
    row = connection.execute(
        "SELECT datcollate, datctype FROM pg_database WHERE datname = %s", [like]
    ).fetchone()
    if row is None:
        return sql.SQL("")
    return sql.SQL(" LC_COLLATE {} LC_CTYPE {}").format(*map(sql.Literal, row))


def _moment(said: str) -> datetime:
    """Return when something was kept aside; what is not named by us was so a moment ago."""
    try:
        return datetime.strptime(said.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
