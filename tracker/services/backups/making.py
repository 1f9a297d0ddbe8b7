"""Making a backup: written beside, verified, and only then named."""

import hashlib
import hmac
import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tracker.config import ROOT, Settings
from tracker.services import durable
from tracker.services.backups import folder, postgres, postgres_client, postgres_places, sqlite
from tracker.services.backups import manifest as manifests
from tracker.services.backups.folder import Failed
from tracker.services.backups.manifest import Manifest, Reason
from tracker.services.backups.pace import Pace


def make(
    settings: Settings, now: datetime, *, reason: Reason = "asked", wait: float = 0.0
) -> Manifest:
    """Back the database up into the folder of backups, and verify it. Raises Failed.

    The database may be in use; what is in it at one moment is in the backup. Waits so many seconds
    for another backup that is being made.
    """
    with folder.locked(settings.backup_dir, wait):
        return make_held(settings, now, reason)


def make_held(settings: Settings, now: datetime, reason: Reason) -> Manifest:
    """Make one with the folder held by the caller."""
    store: manifests.Store = "sqlite" if settings.sqlite else "postgresql"
    path = folder.place(settings.backup_dir, store, now)
    written = folder.partial(path)
    pace = Pace() if reason == "asked" else Pace(pauses=0)  # before a change people wait for it
    try:
        if settings.sqlite:
            revision, rows = sqlite.copy(database_of(settings), written)
            sqlite.verify(written, revision, rows)
        else:
            revision, rows = postgres.dump(settings.database_url, written, pace)
            postgres.verify(written, revision, rows, pace)
        manifest = Manifest(
            file=path.name,
            made_at=now,
            reason=reason,
            store=store,
            schema=revision,
            app=version(),
            bytes=written.stat().st_size,
            sha256=folder.digest(written),
            rows=rows,
            secret=mark(settings.secret_key),
        )
        folder.publish(path, manifest)
    except OSError as error:
        raise Failed(f"{settings.backup_dir} cannot be written to: {error.strerror}") from error
    finally:
        for left in settings.backup_dir.glob(f"{written.name}*"):
            left.unlink()
    return manifest


def copy_secrets(settings: Settings, manifest: Manifest) -> Path:
    """Write what encrypts and signs beside a backup, for the owner alone; return the folder."""
    place = folder.secrets_of(settings.backup_dir / manifest.file)
    place.mkdir(mode=0o700)
    for name, secret in (("secret_key", settings.secret_key), ("vapid_key", settings.vapid_key)):
        folder.write_private(place / name, secret.encode())
    durable.sync(place)
    return place


def prune(settings: Settings, now: datetime, keep: timedelta) -> Sequence[str]:
    """Remove backups that are older than that, and what restores kept aside so long ago.

    The newest backup stays however old it is. Returns the names of what went. Raises Failed.
    """
    with folder.locked(settings.backup_dir):
        gone = list(folder.prune(settings.backup_dir, now, keep))
    if settings.sqlite:
        folder.prune_aside(database_of(settings), now, keep)
    else:
        gone += postgres_places.prune_aside(settings.database_url, now, keep)
    return gone


def try_out(settings: Settings, manifest: Manifest) -> None:
    """Restore a backup into a database made for that, and remove it again. Raises Failed."""
    path = settings.backup_dir / manifest.file
    if settings.sqlite:  # the file is the database
        sqlite.verify(path, manifest.schema, manifest.rows)
        return
    beside = postgres_places.restore_beside(path, settings.database_url)
    try:
        check_rows(beside, manifest)
    finally:
        postgres_places.drop(settings.database_url, postgres_client.name_of(beside))


def check_rows(url: str, manifest: Manifest) -> None:
    """Raise Failed unless a restored PostgreSQL database holds what its backup says."""
    with postgres_client.connected(url) as connection:
        held = postgres.revision_of(connection), postgres.counts(connection, Pace(pauses=0))
    if held != (manifest.schema, manifest.rows):
        raise Failed(f"{manifest.file} restored does not hold what the database held")


def database_of(settings: Settings) -> Path:
    """Return the file of a SQLite database."""
    return Path(settings.database_url.removeprefix("sqlite:///"))


def mark(secret_key: str) -> str:
    """Return what tells one SECRET_KEY from another, and nothing else about it."""
    return hmac.digest(secret_key.encode(), b"woven backup", hashlib.sha256).hex()[:16]


def version() -> str:
    """Return the version of this code; none where only the code was installed."""
    try:
        with (ROOT / "pyproject.toml").open("rb") as file:
            return str(tomllib.load(file)["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return ""
