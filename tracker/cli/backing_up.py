"""`flask backup`: what is in the database at one moment, verified, in the folder of backups."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.config import Settings
from tracker.services.backups import making
from tracker.services.backups.folder import LONGEST, Failed

PROMISED = 30
"""Days: what is erased is gone from backups after these."""


@click.command("backup")
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="Another folder than BACKUP_DIR."
)
@click.option(
    "--keep",
    type=click.IntRange(1, LONGEST.days),
    default=PROMISED,
    show_default=True,
    help="Remove what is older than so many DAYS; the newest one stays.",
    metavar="DAYS",
)
@click.option("--try", "tried", is_flag=True, help="Restore it for trial, too, and remove that.")
@click.option("--with-secrets", is_flag=True, help="Copy SECRET_KEY and VAPID_KEY beside it.")
@with_appcontext
def command(to: Path | None, keep: int, *, tried: bool, with_secrets: bool) -> None:
    """Back the database up while it is in use, verify that, and remove what is too old.

    Not in it, and to be kept elsewhere: UNDONE_LIST, which must never be put back with a database,
    and SECRET_KEY, without which second factors and coaches' notes cannot be read.
    """
    settings = cast(Settings, current_app.config["WOVEN"])
    if to is not None:
        settings = replace(settings, backup_dir=to.absolute())
    now = clock.now()
    try:
        manifest = making.make(settings, now)
        if tried:
            making.try_out(settings, manifest)
        secrets = making.copy_secrets(settings, manifest) if with_secrets else None
        gone = making.prune(settings, now, timedelta(days=keep))
    except Failed as error:
        raise click.ClickException(f"No backup: {error}") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    click.echo(
        f"{settings.backup_dir / manifest.file}: {manifest.bytes:,} bytes, "
        f"{sum(manifest.rows.values()):,} rows, version {manifest.schema}; verified"
        f"{', and restored for trial' if tried else ''}."
    )
    if gone:
        click.echo(f"Removed, older than {keep} days: {', '.join(gone)}.")
    if keep > PROMISED:
        click.echo(f"People are promised that what they erase is gone after {PROMISED} days.")
    if secrets is not None:
        click.echo(f"{secrets} holds the secrets: whoever has it and the backup reads all of it.")
    click.echo(f"Keep apart from it: {settings.undone_list}{_secret(settings, with_secrets)}.")


def _secret(settings: Settings, with_secrets: bool) -> str:
    if with_secrets:
        return ""
    path = settings.instance_dir / "secret_key"
    is_there = path.exists() and path.read_text().strip() == settings.secret_key
    return f" and {path}" if is_there else " and your SECRET_KEY"
