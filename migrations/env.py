"""Alembic's entry: migrate the store that the application is set to, one migrator at a time."""

from typing import Any

import click
from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

import tracker.models  # noqa: F401  the tables must be known to be compared
from tracker import clock, store
from tracker.config import Settings
from tracker.extensions import db
from tracker.models.columns import UtcDateTime
from tracker.services.backups import making
from tracker.services.backups.folder import Failed

ADVISORY_LOCK = 0x776F76656E  # "woven"
WAIT_SECONDS = 600.0
"""How long a migrator waits for another one, or for a server's writers."""


def run() -> None:
    """Migrate in one transaction, with SQLite's foreign keys off around it.

    Batch mode rebuilds tables, which would cascade; the pragma does nothing inside a transaction.
    """
    options: dict[str, Any] = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            connection = connection.execution_options(
                **{store.WRITING: True, store.PATIENCE: WAIT_SECONDS}
            )
            context.configure(
                connection,
                target_metadata=db.metadata,
                render_item=render,
                include_name=is_ours,
                # Alembic believes that SQLite commits at each CREATE: that is Python's driver,
                # and ours says BEGIN itself.
                transactional_ddl=True,
                **options,
            )
            with context.begin_transaction():
                lock(connection)
                back_up(connection)
                context.run_migrations()
                if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                    raise RuntimeError(
                        "the migration left dangling references; nothing was changed"
                    )
        finally:
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write the plain column type, so that a migration does not import what may change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave alone what the job queue keeps on PostgreSQL: it makes its tables itself."""
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def lock(connection: Connection) -> None:
    """Let one migrator in: on SQLite BEGIN IMMEDIATE has done so."""
    if connection.dialect.name == "postgresql":
        # Requests are not to wait, see tracker/postgres.py; this may.
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS:.0f}s'"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})


def back_up(connection: Connection) -> None:
    """Back up a database that somebody has an account in, before its tables change.

    Under the lock: on SQLite nobody writes between the backup and the change, and of migrators
    that start at once the first one alone finds something to do.
    """
    settings: Settings = current_app.config["WOVEN"]
    if not settings.migration_backup or not changes_tables():
        return
    if connection.execute(text("SELECT 1 FROM persons LIMIT 1")).first() is None:
        return
    try:
        made = making.make(settings, clock.now(), reason="migration", wait=WAIT_SECONDS)
    except Failed as error:
        raise RuntimeError(
            f"there is no backup, so nothing was changed: {error} "
            "(MIGRATION_BACKUP=off migrates without one)"
        ) from error
    click.echo(f"Backed up first: {settings.backup_dir / made.file}")


def changes_tables() -> bool:
    """Tell whether this run moves the database from one revision to another."""
    now = context.get_context().get_current_heads()
    try:
        then = context.get_revision_argument()
    except KeyError:  # a run that only looks: check, current, a new revision
        return False
    return bool(now) and now != ((then,) if isinstance(then, str) else tuple(then or ()))


run()
