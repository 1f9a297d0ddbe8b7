"""What is kept: the database, the streams in it, its backups, and the list of the undone."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from tracker import ballast
from tracker.cli.checks.finding import Check, Finding, note, ok, wrong
from tracker.cli.checks.here import database_file, megabytes
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import checkup, schema_version, undone_list
from tracker.services.backups import folder, making, manifest

SOON, LATE = timedelta(hours=30), timedelta(days=3)
"""Age of the newest backup from which it is said, and from which it is wrong."""
PROMISED = timedelta(days=31)
"""What somebody had erased is gone from backups after 30 days."""
ROUND = timedelta(minutes=5)
"""What was undone longer ago stands in the list, if the server has run since."""
EACH = 40
"""Connections that one process may come to hold."""
_MIGRATE = "flask --app wsgi db upgrade"


def database(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The database is there, of this version, whole, and keeps what it acknowledges."""
    path = database_file(settings)
    if path is not None and not path.exists():  # asking would make it
        yield wrong(f"There is no database at {path}.", _MIGRATE)
        return
    state = schema_version.state()
    if state == "unreachable":
        yield wrong("The database does not answer.", "Start it, or see to DATABASE_URL.")
        return
    if state == "damaged":
        yield wrong("The database is damaged.", "Stop the server, keep its files, and restore.")
        return
    if state == "old":
        yield wrong("The database is of an older version.", _MIGRATE)
        return
    if state == "newer":
        yield wrong("A newer Woven made this database.", "Start that one, or restore a backup.")
        return
    name = "SQLite" if checkup.is_sqlite() else "PostgreSQL"
    yield ok(f"{name}, of this version, {megabytes(checkup.size())}.")
    damage = checkup.damage()
    for each in damage:
        yield wrong(f"It is damaged: {each}.", "Stop the server and restore the newest backup.")
    if not damage:
        yield ok("It is whole.")
    for each in checkup.risks():
        yield wrong(f"{each}: a power cut can take ticks that were acknowledged.", "Set it back.")
    if path is not None:
        yield from _ballast()
    else:
        yield from _of_postgres()


def _ballast() -> Iterator[Finding]:
    place = ballast.path_of(db.engine)
    if place is not None and not place.exists():
        yield note(
            "No room is kept for signing out and leaving on a full disk.",
            "The server keeps it from its start on, where enough is free.",
        )


def _of_postgres() -> Iterator[Finding]:
    if not checkup.has_checksums():
        yield note("PostgreSQL makes no checksums, so it cannot tell what a disk has changed.")
    if not checkup.may_create_databases():
        yield note(
            "This role may not create databases, so no backup can be restored by it.",
            "ALTER ROLE … CREATEDB",
        )
    found = checkup.connections()
    said = f"{found.now} of {found.most} connections are open."
    if found.most - found.now < EACH:
        yield note(said, f"Each process may come to need {EACH}: raise max_connections.")
    else:
        yield ok(said)


def _can_be_asked(settings: Settings) -> bool:
    """Tell whether there is a database of this version; what there is else is said already."""
    path = database_file(settings)
    return (path is None or path.exists()) and schema_version.state() == "ok"


def streams(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Everybody's stream is without holes, and as long as its head says."""
    if not _can_be_asked(settings):
        return
    found = checkup.streams()
    if found.broken:
        yield wrong(
            f"{found.broken} of {found.count} people's streams have holes.",
            "Something wrote past Woven. Restore the newest backup from before.",
        )
    else:
        yield ok(f"{found.count} people's streams are whole.")


def clocks(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The clock is right, and people's zones are known."""
    if not _can_be_asked(settings):
        return
    off = checkup.clock_is_off(now).total_seconds()
    if abs(off) > 30:
        yield wrong(f"The clock is {off:+.0f} s off the database's.", "Let NTP set both clocks.")
    elif abs(off) > 2:
        yield note(f"The clock is {off:+.1f} s off the database's.", "Let NTP set both clocks.")
    else:
        yield ok("The clock agrees with the database.")
    for zone in checkup.unknown_zones():
        yield wrong(f"Somebody lives by {zone}, which is not known here.", "Update tzdata.")


def backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    """There is a backup of late, it is whole, elsewhere too, and none is kept for too long."""
    found = manifest.listed(settings.backup_dir) if settings.backup_dir.exists() else []
    if not found:
        said = f"There is no backup in {settings.backup_dir}."
        helps = "flask --app wsgi backup, each night: docs/operating.md says how."
        yield (wrong(said, helps) if settings.https else note(said, helps))
        return
    newest, oldest = found[0], found[-1]
    age = now - newest.made_at
    said = f"{newest.file} is {_days(age)} old, {megabytes(newest.bytes)}."
    if age > LATE:
        yield wrong(said, "See why none was made since: flask --app wsgi backup")
    elif age > SOON:
        yield note(said, "One a day is meant.")
    else:
        yield ok(said)
    if (settings.backup_dir / newest.file).stat().st_size != newest.bytes:
        yield wrong(f"{newest.file} has another size than when it was made.", "Make a new one.")
    if newest.secret != making.mark(settings.secret_key):
        yield wrong(
            f"{newest.file} was made with another SECRET_KEY.",
            "Make a new one, and keep the key that the old ones need.",
        )
    if now - oldest.made_at > folder.LONGEST:
        yield wrong(
            f"{oldest.file} is so old that it would bring back who was erased.", "Delete it."
        )
    elif now - oldest.made_at > PROMISED and len(found) > 1:
        yield note(f"{oldest.file} is older than the 30 days that people are promised.")
    path = database_file(settings)
    if path is not None and settings.backup_dir.stat().st_dev == path.stat().st_dev:
        yield note("The backups lie on the same disk as the database.", "Copy them elsewhere.")


def undone(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The list of what must not come back can be written, can be read, and lacks nothing."""
    path = settings.undone_list
    missing = checkup.untold(path, now, ROUND) if _can_be_asked(settings) else 0
    if missing:
        yield wrong(
            f"{missing} of what was undone does not stand in {path}.",
            "Start the server, which adds it within a minute, and look for what it logs.",
        )
    if not path.exists():
        if not os.access(path.parent if path.parent.exists() else settings.instance_dir, os.W_OK):
            yield wrong(f"{path} cannot be made.", "Let the server's user write to its folder.")
        elif not missing:
            yield ok("Nothing was undone so far.")
        return
    if not os.access(path, os.R_OK | os.W_OK):
        yield wrong(f"{path} cannot be read or written.", "Let the server's user do both.")
        return
    lines = [line for line in path.read_text(errors="replace").splitlines() if line.strip()]
    entries = undone_list.read(path)
    if len(entries) < len(lines):
        yield wrong(
            f"{len(lines) - len(entries)} lines of {path} cannot be read.",
            "Mend them by a copy of it. A single one may be what a crash cut short.",
        )
    if not missing:
        yield ok(f"{path} is whole, with {len(entries)} entries.")


def _days(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 48:
        return "less than an hour" if hours < 1 else f"{hours} hours"
    return f"{age.days} days"


CHECKS: dict[str, Check] = {
    "database": database,
    "streams": streams,
    "clock": clocks,
    "backups": backups,
    "undone list": undone,
}
