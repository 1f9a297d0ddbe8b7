"""What a store can say of its own health, for whoever runs the server; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import and_, case, func, or_, select, text

from tracker.extensions import db
from tracker.models import Change, Credential, Person, StreamHead
from tracker.services import undone, undone_list

SHOWN = 5
"""Of what is broken so much is named."""

_RISKS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""PostgreSQL's settings without which a tick that was acknowledged can be lost in a power cut."""
_HALF_MADE = """
    SELECT 'index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid
    UNION ALL
    SELECT 'constraint ' || conname FROM pg_constraint WHERE NOT convalidated
"""
_OPEN = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"


@dataclass(frozen=True, slots=True)
class Streams:
    """How many people's streams there are, and how many do not reach what their head says."""

    count: int
    broken: int


@dataclass(frozen=True, slots=True)
class Connections:
    """How many connections PostgreSQL takes, and how many are open now."""

    most: int
    now: int


def is_sqlite() -> bool:
    """Tell whether the store is a SQLite file."""
    return db.engine.dialect.name == "sqlite"


def size() -> int:
    """Return the bytes that the database takes."""
    if is_sqlite():
        pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return int(db.session.scalar(text(pages)) or 0)
    return int(db.session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def damage() -> Sequence[str]:
    """Return what is broken in the store, the first few of it, without a word that people wrote.

    SQLite reads the whole file. PostgreSQL has nothing like it: only what was left half made is
    found, and its checksums tell of the rest where they are on.
    """
    if not is_sqlite():
        return list(db.session.scalars(text(_HALF_MADE)))[:SHOWN]
    said = db.session.scalars(text(f"PRAGMA quick_check({SHOWN})")).all()
    found = [line for line in said if line != "ok"]
    dangling = db.session.execute(text("PRAGMA foreign_key_check")).all()
    tables = sorted({f"{row[0]} refers to what is not in {row[2]}" for row in dangling})
    return [*found, *tables][:SHOWN]


def risks() -> Sequence[str]:
    """Return what of the database's own settings would let it lose what it has acknowledged."""
    if is_sqlite():
        mode = db.session.scalar(text("PRAGMA journal_mode"))
        return [] if mode == "wal" else [f"journal_mode is {mode}"]
    found = {name: db.session.scalar(text(f"SHOW {name}")) for name in _RISKS}
    return [f"{name} is {found[name]}" for name in _RISKS if found[name] != _RISKS[name]]


def has_checksums() -> bool:
    """Tell whether PostgreSQL notices a page that the disk has changed."""
    return bool(db.session.scalar(text("SHOW data_checksums")) == "on")


def connections() -> Connections:
    """Return how many connections PostgreSQL has."""
    most = db.session.scalar(text("SHOW max_connections"))
    return Connections(int(str(most)), int(db.session.scalar(text(_OPEN)) or 0))


def may_create_databases() -> bool:
    """Tell whether our role in PostgreSQL may make what a backup is restored into."""
    asked = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    return bool(db.session.scalar(text(asked)))


def streams() -> Streams:
    """Count the streams, and those that have a hole, or another end than their head says."""
    counts = case((Change.seq > StreamHead.floor, Change.seq))
    each = (
        select(StreamHead.person_id)
        .outerjoin(Change, Change.person_id == StreamHead.person_id)
        .group_by(StreamHead.person_id, StreamHead.head, StreamHead.floor)
        .having(
            or_(
                func.count(counts) != StreamHead.head - StreamHead.floor,
                and_(func.max(Change.seq).is_not(None), func.max(Change.seq) > StreamHead.head),
            )
        )
    )
    broken = db.session.scalar(select(func.count()).select_from(each.subquery())) or 0
    return Streams(db.session.scalar(select(func.count(StreamHead.person_id))) or 0, broken)


def clock_is_off(now: datetime) -> timedelta:
    """Return how far this machine's clock is from the database's, ahead if it is positive.

    A file has no clock: the newest session is taken, which cannot be of later than now.
    """
    if is_sqlite():
        newest = db.session.scalar(select(func.max(Credential.last_used_at)))
        return min(now - newest, timedelta()) if newest else timedelta()
    theirs = db.session.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(theirs, datetime)
    return now - theirs.astimezone(UTC)


def unknown_zones() -> Sequence[str]:
    """Return the zones that people live by and this machine does not know."""
    zones = db.session.scalars(select(Person.timezone).distinct().order_by(Person.timezone))
    return [zone for zone in zones if not _is_known(zone)]


def untold(path: Path, now: datetime, after: timedelta) -> int:
    """Count what was undone longer than that ago, and stands in no list outside the database."""
    listed = {entry.what for entry in undone_list.read(path)}
    noted = undone.noted(now - undone.KEPT)
    return sum(entry.what not in listed and entry.at < now - after for entry in noted)


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
