"""The folder of backups: what counts as one, what goes when, and one writer at a time."""

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.services.backups import folder, manifest
from tracker.services.backups.folder import Failed
from tracker.services.backups.manifest import Manifest

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
DAY = timedelta(days=1)
MONTH = timedelta(days=30)


def put(place: Path, made_at: datetime) -> Manifest:
    """Put a backup of that instant into a folder."""
    path = folder.place(place, "sqlite", made_at)
    folder.partial(path).write_bytes(b"rows")
    made = Manifest(
        file=path.name,
        made_at=made_at,
        reason="asked",
        store="sqlite",
        schema="0005",
        app="0.1.0",
        bytes=4,
        sha256=folder.digest(folder.partial(path)),
        rows={"ticks": 3},
        secret="0123456789abcdef",
    )
    folder.publish(path, made)
    return made


def test_what_is_published_is_read_again_by_its_owner_alone(tmp_path: Path) -> None:
    made = put(tmp_path, NOW)
    assert manifest.of(tmp_path / made.file) == made
    assert list(manifest.listed(tmp_path)) == [made]
    assert manifest.newest(tmp_path) == made
    said = manifest.path_of(tmp_path / made.file)
    assert stat.S_IMODE(said.stat().st_mode) == 0o600


def test_two_of_one_second_have_names_of_their_own(tmp_path: Path) -> None:
    assert put(tmp_path, NOW).file != put(tmp_path, NOW).file
    assert len(manifest.listed(tmp_path)) == 2


def test_a_file_counts_only_with_its_own_manifest(tmp_path: Path) -> None:
    one, other = put(tmp_path, NOW - DAY), put(tmp_path, NOW)
    said = manifest.path_of(tmp_path / other.file)
    text = said.read_text()
    for broken in (
        "",
        "{}",
        "[]",
        text[: len(text) // 2],
        text.replace("asked", "wished"),
        text.replace('Z"', '"'),
        text.replace(other.file, one.file),
    ):
        said.write_text(broken)
        assert list(manifest.listed(tmp_path)) == [one]
        with pytest.raises(manifest.Unreadable):
            manifest.of(tmp_path / other.file)
    said.unlink()
    assert manifest.newest(tmp_path) == one


def test_what_is_too_old_goes_but_never_the_newest(tmp_path: Path) -> None:
    backups = [put(tmp_path, NOW - days * DAY) for days in (40, 31, 29, 0)]
    secrets = folder.secrets_of(tmp_path / backups[0].file)
    secrets.mkdir()
    (secrets / "secret_key").write_text("secret")
    gone = folder.prune(tmp_path, NOW, MONTH)
    assert sorted(gone) == sorted(backup.file for backup in backups[:2])
    assert [backup.file for backup in manifest.listed(tmp_path)] == [
        backups[3].file,
        backups[2].file,
    ]
    assert not secrets.exists()
    assert folder.prune(tmp_path, NOW + 400 * DAY, MONTH) == [backups[2].file]
    assert manifest.newest(tmp_path) == backups[3]


def test_what_a_crash_left_goes_too(tmp_path: Path) -> None:
    kept = put(tmp_path, NOW)
    (tmp_path / ".woven-20261101T000000Z.db.partial").write_text("half")
    unnamed = tmp_path / "woven-20261101T000000Z.db"
    unnamed.write_text("whole, and the crash came before its manifest")
    folder.prune(tmp_path, NOW, MONTH)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {kept.file, f"{kept.file}.json", unnamed.name}
    folder.prune(tmp_path, datetime.now(UTC) + MONTH, MONTH)
    assert not unnamed.exists()


def test_what_was_kept_aside_goes_after_the_same_time(tmp_path: Path) -> None:
    database = tmp_path / "woven.db"
    aside = folder.aside(database, NOW)
    for path in (database, aside, aside.with_name(f"{aside.name}-wal")):
        path.write_text("rows")
    folder.prune_aside(database, datetime.now(UTC) + MONTH - DAY, MONTH)
    assert aside.exists()
    folder.prune_aside(database, datetime.now(UTC) + MONTH, MONTH)
    assert [path.name for path in tmp_path.iterdir()] == ["woven.db"]


def test_one_at_a_time(tmp_path: Path) -> None:
    place = tmp_path / "new" / "backups"
    with folder.locked(place):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        with pytest.raises(Failed, match="right now"), folder.locked(place):
            pass
    with folder.locked(place):
        pass


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(Failed, match="cannot be written to"),
        folder.locked(tmp_path / "file" / "x"),
    ):
        pass


def test_a_manifest_that_was_replaced_is_about_this_file(tmp_path: Path) -> None:
    made = put(tmp_path, NOW)
    moved = tmp_path / "copied.db"
    (tmp_path / made.file).rename(moved)
    manifest.path_of(moved).write_text(manifest.text_of(made))
    with pytest.raises(manifest.Unreadable, match="another file"):
        manifest.of(moved)
    manifest.path_of(moved).write_text(manifest.text_of(replace(made, file="copied.db")))
    assert manifest.of(moved).sha256 == made.sha256
