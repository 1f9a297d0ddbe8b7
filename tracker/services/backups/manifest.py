"""What stands beside each backup: without it a file is not a backup, but what a crash left."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast, get_args

Store = Literal["sqlite", "postgresql"]
Reason = Literal["asked", "migration", "restore"]
"""`migration`: made before tables were changed. `restore`: before another one was put back."""
STORES: tuple[Store, ...] = get_args(Store)
REASONS: tuple[Reason, ...] = get_args(Reason)
SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup that was verified: where it lies, of what it is, and by what to know it again."""

    file: str
    """Its name, beside the manifest."""
    made_at: datetime
    reason: Reason
    store: Store
    schema: str
    """The revision its tables have."""
    app: str
    """The version of the code that made it."""
    bytes: int
    sha256: str
    rows: Mapping[str, int]
    """How many rows each table has."""
    secret: str
    """A mark of the SECRET_KEY that what is encrypted in it needs."""


class Unreadable(Exception):
    """There is no manifest, or none that can be read."""


def path_of(file: Path) -> Path:
    """Return where the manifest of a backup lies."""
    return file.with_name(file.name + SUFFIX)


def text_of(manifest: Manifest) -> str:
    """Return the manifest as it is written."""
    at = manifest.made_at.isoformat().replace("+00:00", "Z")
    return json.dumps(asdict(manifest) | {"made_at": at}, indent=2) + "\n"


def of(file: Path) -> Manifest:
    """Return the manifest of the backup in a file. Raises Unreadable."""
    try:
        found = _parsed(json.loads(path_of(file).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{path_of(file).name}: {type(error).__name__}") from error
    if found.file != file.name:
        raise Unreadable(f"{path_of(file).name} is about another file")
    return found


def listed(folder: Path) -> Sequence[Manifest]:
    """Return all backups in a folder, the newest first; what cannot be read is left out."""
    found = []
    for path in folder.glob(f"woven-*{SUFFIX}"):
        file = path.with_name(path.name.removesuffix(SUFFIX))
        try:
            manifest = of(file)
        except Unreadable:
            continue
        if file.is_file():
            found.append(manifest)
    return sorted(found, key=lambda manifest: manifest.made_at, reverse=True)


def newest(folder: Path) -> Manifest | None:
    """Return the newest backup in a folder, whatever it was made for; None: there is none."""
    return next(iter(listed(folder)), None)


def _parsed(said: dict[str, Any]) -> Manifest:
    made_at = datetime.fromisoformat(said["made_at"])
    if made_at.tzinfo is None or said["store"] not in STORES or said["reason"] not in REASONS:
        raise ValueError("not a manifest")
    return Manifest(
        file=str(said["file"]),
        made_at=made_at,
        reason=cast(Reason, said["reason"]),
        store=cast(Store, said["store"]),
        schema=str(said["schema"]),
        app=str(said["app"]),
        bytes=int(said["bytes"]),
        sha256=str(said["sha256"]),
        rows={str(table): int(count) for table, count in said["rows"].items()},
        secret=str(said["secret"]),
    )
