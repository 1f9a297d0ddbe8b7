"""This machine: settings that fit each other, files that nobody else reads, room, limits, zones."""

import os
import resource
import zoneinfo
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from tracker.cli.checks.finding import Check, Finding, note, ok, wrong
from tracker.config import Settings
from tracker.services.backups import making
from tracker.services.passkey_proofs import can_be_used

LITTLE, FEW = 100_000_000, 1_000_000_000
"""Bytes on a disk: below the first something is wrong, below the second it is said."""
SOCKET = 2
"""File descriptors that a socket takes."""
SPARE = 200
"""File descriptors for everything else."""
_OF_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_PRIVATE = ("secret_key", "vapid_key", "jobs.db", "jobs.db-wal", "jobs.db-shm", "mail", "demo.json")


def database_file(settings: Settings) -> Path | None:
    """Return SQLite's file, None on PostgreSQL."""
    return making.database_of(settings) if settings.sqlite else None


def address(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """PUBLIC_URL, PROXY_HOPS and BIND fit each other."""
    hops, is_open = settings.proxy_hops, settings.bind not in _OF_THIS_MACHINE
    if settings.https and not hops:
        yield wrong(
            "PUBLIC_URL is https, and no proxy is believed: all people count as one address.",
            "Set PROXY_HOPS to the number of proxies in front, which is 1 for most.",
        )
    if not settings.https and (hops or is_open):
        yield wrong(
            f"People reach this server by {settings.public_url}: what they type can be read on"
            " the way, and nothing that needs https works (reminders, the home screen, passkeys).",
            "Put a proxy with TLS in front, and set PUBLIC_URL to the https:// address.",
        )
    elif not settings.https:
        yield note(f"{settings.public_url} is for this machine alone.")
    if is_open and hops:
        yield ok(f"Only the proxy may reach {settings.bind}:{settings.port}; it is believed.")
    if settings.https and not can_be_used(settings.public_url):
        yield note("Browsers make no passkeys for an IP address.", "Use a name in PUBLIC_URL.")
    elif settings.https:
        yield ok(
            f"{settings.public_url}; passkeys are for {urlsplit(settings.public_url).hostname}"
        )
    if not settings.rate_limits:
        yield note("RATE_LIMITS=off is for tests.")


def operator(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whoever runs a server that others use says who they are."""
    if settings.operator and settings.operator_contact:
        yield ok(f"{settings.operator}, {settings.operator_contact}")
    elif settings.https:
        missing = "OPERATOR" if not settings.operator else "OPERATOR_CONTACT"
        yield note("People read who runs this server before they link.", f"Set {missing}.")


def files(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """What is private can be read by its owner alone, and is owned by one user."""
    folder = settings.instance_dir
    database = database_file(settings)
    places = [folder, settings.undone_list, settings.backup_dir]
    places += [folder / name for name in _PRIVATE]
    if database is not None:
        places += [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    there = [path for path in places if path.exists()]
    open_ = [path for path in there if path.stat().st_mode & 0o077]
    for path in open_:
        mode = path.stat().st_mode & 0o777
        yield wrong(f"Others can get at {path} (mode {mode:o}).", f"chmod go= {path}")
    me = os.geteuid()
    for path in (path for path in there if path.stat().st_uid != me):
        yield wrong(f"{path} belongs to another user.", f"chown it to user number {me}.")
    if settings.https and (folder / "demo.json").exists():
        yield wrong("There are demo accounts.", "Begin with an empty database.")
    if not open_:
        yield ok(f"{folder} and what is in it is private.")


def room(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """There is room on every disk that is written to."""
    database = database_file(settings)
    folders = [settings.instance_dir, settings.undone_list.parent, settings.backup_dir]
    if database is not None:
        folders.insert(0, database.parent)
    seen = set()
    for folder in folders:
        if not folder.exists() or (device := folder.stat().st_dev) in seen:
            continue
        seen.add(device)
        found = os.statvfs(folder)
        free = found.f_bavail * found.f_frsize
        said = f"{megabytes(free)} are free at {folder}."
        if free < LITTLE or (found.f_files and found.f_favail < 1000):
            yield wrong(f"{said} Soon nothing can be written.", "Make room.")
        elif free < FEW:
            yield note(said, "Make room before it gets to be less than 100 MB.")
        else:
            yield ok(said)


def open_files(_settings: Settings, _now: datetime) -> Iterator[Finding]:
    """So many files may be open as there are sockets, twice."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if most == resource.RLIM_INFINITY:
        yield ok("Files may be open without a limit.")
        return
    sockets = max(0, most - SPARE) // SOCKET
    said = f"{most} open files: for some {sockets} open pages in each process."
    helps = "ulimit -n 65536 where the server is started (the systemd units and compose do so)."
    yield (ok(said) if most >= 8192 else note(said, helps) if most >= 1024 else wrong(said, helps))


def zones(_settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The rules of time zones are there; days begin by them."""
    for place in zoneinfo.TZPATH:
        source = Path(place) / "tzdata.zi"
        if source.exists():
            with source.open(encoding="utf-8") as rules:
                version = rules.readline().removeprefix("# version").strip()
            yield ok(f"Time zones are those of {version}, in {place}.")
            return
    if not zoneinfo.available_timezones():
        yield wrong("There are no time zones.", "Install the packages of requirements.txt again.")
        return
    version = metadata.version("tzdata")
    yield ok(f"Time zones are those of the package tzdata {version}, or of the system.")


def megabytes(count: int) -> str:
    """Say how many bytes those are."""
    return f"{count / 1e9:,.1f} GB" if count >= 10**9 else f"{count / 1e6:,.1f} MB"


CHECKS: dict[str, Check] = {
    "address": address,
    "operator": operator,
    "files": files,
    "room": room,
    "open files": open_files,
    "zones": zones,
}
