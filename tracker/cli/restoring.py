"""`flask restore FILE`, and `flask after-restore` for a backup that was put back by other means."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli.fitting import fitting_store
from tracker.config import BY_FILE, ROOT, Settings
from tracker.extensions import db
from tracker.services import after_restore, present, schema_version, undone_again
from tracker.services.backups import making, restoring
from tracker.services.backups.folder import Failed
from tracker.services.backups.manifest import Manifest

PRESENT = "PRESENT_DATABASE_URL"


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option(
    "--force",
    is_flag=True,
    help="Also while a server runs on the database, with another SECRET_KEY, or one that is older "
    "than 90 days.",
)
@click.option(
    "--as-it-was",
    is_flag=True,
    help="Passwords and second factors as in the backup, also where the present ones can be read: "
    "if somebody else has changed them.",
)
@with_appcontext
def command(file: Path, *, force: bool, as_it_was: bool) -> None:
    """Put the backup in FILE in the place of the present database, which is kept aside.

    It is brought up to date; every session and link ends, since one of them may have been ended
    since the backup; and who was erased or has left stays so.
    """
    settings = cast(Settings, current_app.config["WOVEN"])
    now = clock.now()
    _note_undone(settings)
    db.session.remove()
    db.engine.dispose()  # what this process has open is not to count as a server

    def settle(url: str, manifest: Manifest) -> None:
        commands = [("after-restore", "--yes")]
        if manifest.schema != schema_version.expected():
            commands.insert(0, ("db", "upgrade"))
        _run(settings, url, None if as_it_was else settings.database_url, commands)

    try:
        restored = restoring.restore(settings, file.absolute(), now, settle, force=force)
    except Failed as error:
        raise click.ClickException(f"Nothing was restored: {error}") from error
    manifest = restored.manifest
    click.echo(
        f"Restored: the state of {manifest.made_at:%Y-%m-%d %H:%M} UTC, "
        f"{sum(manifest.rows.values()):,} rows."
    )
    if restored.aside is not None:
        click.echo(f"What was there before is kept: {restored.aside}.")
    click.echo("Everybody signs in again. Tell them from when on their ticks are missing.")


@click.command("after-restore")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--present",
    "address",
    envvar=PRESENT,
    show_envvar=True,
    help="Address of the database as it was until now: passwords, second factors and who said yes "
    "to what are taken from it.",
)
@with_appcontext
@fitting_store
def after(address: str | None, *, yes: bool) -> None:
    """End what must not come back in a database that was put back by other means than `restore`.

    Before the server is started on it. Ends every session, link and code, lets every device load
    afresh, and undoes what stands in UNDONE_LIST. Prints figures as JSON.
    """
    settings = cast(Settings, current_app.config["WOVEN"])
    if not yes:
        click.confirm("This signs everybody out, and ends all links. Go on?", abort=True)
    now = clock.now()
    settled = after_restore.settle(now, None if address is None else present.read(address))
    undone = undone_again.again(settings.undone_list, now)
    click.echo(json.dumps({"ended": asdict(settled), "undone_again": asdict(undone)}))
    if undone.left:
        raise click.ClickException("Something could not be undone again: see the log.")


def _note_undone(settings: Settings) -> None:
    """Write to the list what the present database remembers alone; it may be damaged or gone."""
    if settings.sqlite and not making.database_of(settings).exists():
        return  # to ask it would make an empty one
    try:
        undone_again.keep(settings.undone_list, clock.now())
    except Exception as error:
        click.echo(f"The present database cannot be read ({type(error).__name__}).", err=True)


def _run(
    settings: Settings, url: str, present_url: str | None, commands: Sequence[tuple[str, ...]]
) -> None:
    """Run commands on another database than this process's, each in a process of its own."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in (*BY_FILE, PRESENT, *(f"{name}_FILE" for name in BY_FILE))
    }
    environ |= {
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(settings.instance_dir),
        "UNDONE_LIST": str(settings.undone_list),
        "SECRET_KEY": settings.secret_key,
        "VAPID_KEY": settings.vapid_key,
        "MIGRATION_BACKUP": "off",
    }
    if settings.redis_url is not None:
        environ["REDIS_URL"] = settings.redis_url
    if present_url is not None:
        environ[PRESENT] = present_url
    for arguments in commands:
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines()
            raise Failed(f"it could not be brought up to date: {said[-1] if said else ''}")
