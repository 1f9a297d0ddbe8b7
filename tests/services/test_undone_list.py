"""The list outside the database: what stands in it stays, whatever happens to who writes it."""

import fcntl
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.services import durable, undone_list
from tracker.services.undone import Entry, Kind

NOW = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(number: int = 1, kind: Kind = "couple", days: int = 0) -> Entry:
    return Entry(kind, f"00000000-0000-4000-8000-{number:012}", NOW - days * DAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "undone.txt"


def test_what_is_added_is_read_again_once_and_by_its_owner_alone(path: Path) -> None:
    assert undone_list.read(path) == []
    entries = [entry(1, "person"), entry(1), entry(2, "coach", 3)]
    assert undone_list.add(path, entries) == 3
    assert undone_list.add(path, [*entries, entry(1, days=1)]) == 0
    assert undone_list.read(path) == entries
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().splitlines()[0] == (
        "2026-03-01T12:00:00.250000Z person 00000000-0000-4000-8000-000000000001"
    )


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-01T12:00:00Z couple 00000000-0000-4000-80",
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00Z habit 00000000-0000-4000-8000-000000000009",
        "2026-03-01T12:00:00 couple 00000000-0000-4000-8000-000000000009",
        "today couple 00000000-0000-4000-8000-000000000009",
        "2026-03-01T12:00:00Z couple ' OR 1=1",
        "\x00\ufffd",
    ],
)
def test_a_line_cut_short_or_foreign_costs_no_other_line(path: Path, line: str) -> None:
    undone_list.add(path, [entry(1)])
    with path.open("a") as file:
        file.write(line)  # and no line feed: the machine went down
    assert undone_list.add(path, [entry(2)]) == 1
    assert undone_list.read(path) == [entry(1), entry(2)]


def test_what_is_too_old_goes_and_the_rest_stays(path: Path) -> None:
    entries = [entry(1, days=91), entry(2, days=89), entry(3, days=90)]
    undone_list.add(path, entries)
    path.with_name(".undone.txt.new").write_text("left by a crash")
    assert undone_list.forget(path, NOW - 90 * DAY) == 2
    assert undone_list.read(path) == [entry(2, days=89)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert undone_list.forget(path, NOW - 90 * DAY) == 0
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_many_who_write_at_once_lose_no_line_of_each_other(path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: undone_list.add(path, [entry(number)]), range(16)))
    assert {one.id for one in undone_list.read(path)} == {entry(number).id for number in range(16)}


def test_who_waited_while_the_list_was_cut_writes_to_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undone_list.add(path, [entry(1, days=100)])
    lock = durable.lock

    def late(file: int) -> bool:
        monkeypatch.setattr(durable, "lock", lock)
        assert undone_list.forget(path, NOW - 90 * DAY) == 1
        return lock(file)

    monkeypatch.setattr(durable, "lock", late)
    assert undone_list.add(path, [entry(2)]) == 1
    assert undone_list.read(path) == [entry(2)]


def test_who_waits_too_long_for_the_list_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undone_list, "WAITS", 0.05)
    undone_list.add(path, [entry(1)])
    holder = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        with pytest.raises(TimeoutError):
            undone_list.add(path, [entry(2)])
    finally:
        os.close(holder)
    assert undone_list.add(path, [entry(2)]) == 1
