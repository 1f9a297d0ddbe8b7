"""Putting a backup back: judged, made ready beside the present database, then let take its place.

Nobody ever reads a state in which what was ended since the backup is alive again: it is ended in
what stands beside, before that is the database.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.config import Settings
from tracker.services import schema_version
from tracker.services.backups import (
    folder,
    making,
    postgres_client,
    postgres_places,
    sqlite,
)
from tracker.services.backups import manifest as manifests
from tracker.services.backups.folder import Failed
from tracker.services.backups.manifest import Manifest

Settle = Callable[[str, Manifest], None]
"""Brings the database at an address, of a backup, up to date, and ends what must not come back."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where what was there before is."""

    manifest: Manifest
    aside: str | None


def judge(settings: Settings, file: Path, now: datetime, *, force: bool = False) -> Manifest:
    """Return what a file is a backup of, once it is known to be whole and for this server.

    Raises Failed. With `force` also for another secret, and for one that is too old to know what
    was undone since; never a damaged one, or one of a newer version.
    """
    try:
        manifest = manifests.of(file)
    except manifests.Unreadable as error:
        raise Failed(
            f"{file} has no manifest beside it that can be read ({error}): it is no whole backup."
        ) from error
    if not schema_version.is_known(manifest.schema):
        raise Failed("This backup was made by a newer version of Woven. Restore it with that one.")
    if (manifest.store == "sqlite") != settings.sqlite:
        raise Failed(f"This is a backup of {manifest.store}; DATABASE_URL names another store.")
    try:
        whole = file.stat().st_size == manifest.bytes and folder.digest(file) == manifest.sha256
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}") from error
    if not whole:
        raise Failed(f"{file.name} is damaged: it is not what was written.")
    if force:
        return manifest
    if manifest.secret != making.mark(settings.secret_key):
        raise Failed(
            "This backup was made with another SECRET_KEY: without that one nobody's second factor "
            "works and no coach's notes can be read. Put it back first, or say --force."
        )
    if now - manifest.made_at >= folder.LONGEST:
        raise Failed(
            f"This backup is older than {folder.LONGEST.days} days: who was erased or has left "
            "since then would come back, and nothing remembers it any more. Say --force to do so."
        )
    return manifest


def restore(
    settings: Settings, file: Path, now: datetime, settle: Settle, *, force: bool = False
) -> Restored:
    """Put a backup back in place of the present database, which is kept aside. Raises Failed.

    Refused while somebody has the database open, but with `force`: then whoever is connected to
    PostgreSQL is disconnected, and who has SQLite's file open reads the restored state next.
    """
    manifest = judge(settings, file, now, force=force)
    with folder.locked(settings.backup_dir):
        put_back = _sqlite if settings.sqlite else _postgres
        return Restored(manifest, put_back(settings, file, manifest, now, settle, force))


def _sqlite(
    settings: Settings,
    file: Path,
    manifest: Manifest,
    now: datetime,
    settle: Settle,
    force: bool,
) -> str | None:
    database = making.database_of(settings)
    in_use = sqlite.is_in_use(database)
    if in_use and not force:
        raise Failed(_RUNS)
    prepared = database.with_name(f".{database.name}.restoring")
    _remove(prepared)
    try:
        database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        prepared.touch(mode=0o600)
        shutil.copyfile(file, prepared)
        if not force:
            sqlite.refuse_code(prepared)
        sqlite.verify(prepared, manifest.schema, manifest.rows)
        settle(f"sqlite:///{prepared}", manifest)
        is_there = database.exists() and database.stat().st_size
        aside = _keep_sqlite(settings, database, now, in_use) if is_there else None
        sqlite.put_back(prepared, database)
    except OSError as error:
        raise Failed(f"{database} could not be written: {error.strerror}") from error
    finally:
        _remove(prepared)
    return aside


def _keep_sqlite(settings: Settings, database: Path, now: datetime, in_use: bool) -> str:
    """Keep the present database: as a backup, and where it is too damaged for that, as it is."""
    try:
        manifest = making.make_held(settings, now, "restore")
    except Failed:
        if in_use:  # its process would go on with the file that is moved
            raise
        aside = folder.aside(database, now)
        for ending in ("-wal", "-shm", ""):
            path = database.with_name(database.name + ending)
            if path.exists():
                path.rename(aside.with_name(aside.name + ending))
        return str(aside)
    return str(settings.backup_dir / manifest.file)


def _remove(prepared: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal", "-ballast"):
        prepared.with_name(prepared.name + ending).unlink(missing_ok=True)


def _postgres(
    settings: Settings,
    file: Path,
    manifest: Manifest,
    now: datetime,
    settle: Settle,
    force: bool,
) -> str | None:
    url = settings.database_url
    if postgres_places.is_in_use(url) and not force:
        raise Failed(_RUNS)
    beside = postgres_places.restore_beside(file, url)
    try:
        making.check_rows(beside, manifest)
        settle(beside, manifest)
    except BaseException:
        postgres_places.drop(url, postgres_client.name_of(beside))
        raise
    aside = postgres_places.take_place(url, beside, now)
    return None if aside is None else f"the database {aside}"


_RUNS = (
    "Somebody has the database open: stop the server first. With --force it is put back all the "
    "same, and the server goes on with what is restored."
)
