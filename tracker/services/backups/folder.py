"""The folder of backups: one writer at a time, files that are whole or not there, and pruning."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.services import durable
from tracker.services.backups import manifest as manifests
from tracker.services.backups.manifest import Manifest

ENDING = {"sqlite": "db", "postgresql": "dump"}
LONGEST = timedelta(days=90)
"""For longer nobody remembers what must not come back (`undone.KEPT`)."""
_BETWEEN = 0.2
_BLOCK = 1024 * 1024


class Failed(Exception):
    """A backup could not be made, or cannot be put back; says why, in words for the operator."""


@contextmanager
def locked(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the folder, made where there is none; waits so many seconds for who holds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Failed(f"{folder} cannot be written to: {error.strerror}") from error
    try:
        deadline = time.monotonic() + wait
        while not durable.lock(file):
            if time.monotonic() >= deadline:
                raise Failed("Another backup is being made or put back right now.")
            time.sleep(_BETWEEN)
        yield
    finally:
        os.close(file)  # with it goes the lock


def stamp(moment: datetime) -> str:
    """Return an instant as it stands in names."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def place(folder: Path, store: str, now: datetime) -> Path:
    """Return where a backup made now goes: a name that is not taken."""
    number, name = 1, f"woven-{stamp(now)}"
    while any(folder.glob(f"{name}.*")):
        number += 1
        name = f"woven-{stamp(now)}-{number}"
    return folder / f"{name}.{ENDING[store]}"


def partial(path: Path) -> Path:
    """Return where a file is written before it is whole."""
    return path.with_name(f".{path.name}.partial")


def publish(path: Path, manifest: Manifest) -> None:
    """Give a backup that was verified its name, and say what it is; synced in this order.

    Only with its manifest it counts, so a crash at any moment leaves a whole one or none.
    """
    durable.sync(partial(path))
    partial(path).replace(path)
    said = manifests.path_of(path)
    write_private(partial(said), manifests.text_of(manifest).encode())
    partial(said).replace(said)
    durable.sync(path.parent)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that its owner alone reads, and sync it."""
    path.unlink(missing_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(file)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    summed = hashlib.sha256()
    with path.open("rb") as reading:
        while block := reading.read(_BLOCK):
            summed.update(block)
    return summed.hexdigest()


def prune(folder: Path, now: datetime, keep: timedelta) -> Sequence[str]:
    """Remove what is older than that, and what crashes left; return the backups' names.

    The newest backup stays however old it is. The folder is held by the caller.
    """
    gone = []
    for manifest in manifests.listed(folder)[1:]:
        if manifest.made_at <= now - keep:
            path = folder / manifest.file
            manifests.path_of(path).unlink()  # first: without it the file is no backup
            path.unlink()
            shutil.rmtree(secrets_of(path), ignore_errors=True)
            gone.append(manifest.file)
    known = {manifest.file for manifest in manifests.listed(folder)}
    for left in folder.glob(".woven-*.partial*"):
        left.unlink()
    for file in (*folder.glob("woven-*.db"), *folder.glob("woven-*.dump")):
        if file.name not in known and _age(file, now) >= keep:
            manifests.path_of(file).unlink(missing_ok=True)
            file.unlink()
            gone.append(file.name)
    return gone


def prune_aside(path: Path, now: datetime, keep: timedelta) -> None:
    """Remove what `aside` left beside a database that long ago."""
    for file in path.parent.glob(f"{path.name}-aside-*"):
        if _age(file, now) >= keep:
            file.unlink(missing_ok=True)


def aside(path: Path, now: datetime) -> Path:
    """Return where a database that could not be backed up is moved."""
    return path.with_name(f"{path.name}-aside-{stamp(now)}")


def secrets_of(path: Path) -> Path:
    """Return the folder of the secrets that were copied along with a backup, if asked for."""
    return path.with_name(f"{path.name}.secrets")


def _age(file: Path, now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(file.stat().st_ctime, UTC)
