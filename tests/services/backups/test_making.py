"""A backup of a database that is in use, on both stores: whole, verified, or not there."""

import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import schema_version
from tracker.services.backups import folder, making, manifest, postgres, postgres_client, sqlite
from tracker.services.backups.folder import Failed
from tracker.services.backups.pace import Pace


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.config["WOVEN"]
    return settings


def verify(settings: Settings, made: manifest.Manifest) -> None:
    path = settings.backup_dir / made.file
    if settings.sqlite:
        sqlite.verify(path, made.schema, made.rows)
    else:
        postgres.verify(path, made.schema, made.rows, Pace(0))


def test_it_holds_what_was_there_and_can_be_read_by_its_owner_alone(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    now = clock.now()
    habit = agreed(ana, couple, now.date())
    assert (
        ana.put(f"/api/habits/{habit}/ticks/{now.date()}", {"note": "a\nb \\ ü"}).status_code == 200
    )
    settings = settings_of(app)
    made = making.make(settings, now)
    assert (made.store, made.schema) == (
        "sqlite" if settings.sqlite else "postgresql",
        schema_version.expected(),
    )
    assert (made.rows["persons"], made.rows["ticks"], made.rows["changes"]) == (2, 1, 2)
    assert not [table for table in made.rows if table.startswith("huey")]
    path = settings.backup_dir / made.file
    assert (path.stat().st_size, folder.digest(path)) == (made.bytes, made.sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    names = {place.name for place in settings.backup_dir.iterdir()}
    assert names == {".lock", path.name, f"{path.name}.json"}
    making.try_out(settings, made)

    verify(settings, made)
    whole = path.read_bytes()
    with pytest.raises(Failed):
        verify(settings, replace(made, rows={**made.rows, "ticks": 2}))
    with pytest.raises(Failed):
        verify(settings, replace(made, schema="0004"))
    path.write_bytes(whole[: -len(whole) // 3])
    with pytest.raises(Failed):
        verify(settings, made)


def test_what_does_not_hold_what_was_there_gets_no_name(
    app: Flask, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(app)
    module = sqlite if settings.sqlite else postgres
    name = "copy" if settings.sqlite else "dump"
    whole: Callable[..., tuple[str, dict[str, int]]] = getattr(module, name)

    def lossy(*given: object) -> tuple[str, dict[str, int]]:
        revision, rows = whole(*given)
        return revision, {**rows, "persons": rows["persons"] + 1}

    monkeypatch.setattr(module, name, lossy)
    with pytest.raises(Failed, match="does not hold"):
        making.make(settings, clock.now())
    assert [path.name for path in settings.backup_dir.iterdir()] == [".lock"]


def test_a_database_that_is_not_there_is_said_in_words_without_the_password(
    app: Flask, tmp_path: Path
) -> None:
    settings = settings_of(app)
    if settings.sqlite:
        url, words = f"sqlite:///{tmp_path / 'none.db'}", "cannot be opened"
    else:
        url = settings.database_url.replace("woven@", "woven:hidden@") + "_none"
        words = "does not exist"
    with pytest.raises(Failed, match=words) as refusal:
        making.make(replace(settings, database_url=url), clock.now())
    assert "hidden" not in str(refusal.value)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.store("postgres")
def test_no_password_stands_in_a_command(app: Flask) -> None:
    url = "postgresql+psycopg://ana:s%40cret@db.example:5433/woven?sslmode=require"
    command = postgres_client.to("pg_dump", url)
    assert command[2] == "--dbname=postgresql://ana@db.example:5433/woven?sslmode=require"
    assert "cret" not in "".join(command)


def test_a_password_in_the_query_stands_in_no_command_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres_client, "program", lambda name: sys.executable)
    url = "postgresql+psycopg://db.example/woven?user=ana&password=s%40cret&sslpassword=s%40cret"
    assert "cret" not in "".join(postgres_client.to("pg_dump", url))
    said = "import os; raise SystemExit(os.environ['PGPASSWORD'] != 's@cret')"
    postgres_client.run([sys.executable, "-c", said], url)


def test_secrets_lie_beside_it_only_on_wish_and_go_with_it(app: Flask, ana: Someone) -> None:
    settings, now = settings_of(app), clock.now()
    made = making.make(settings, now - timedelta(days=31))
    place = making.copy_secrets(settings, made)
    assert (place / "secret_key").read_text() == settings.secret_key
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}
    assert made.secret == making.mark(settings.secret_key) != making.mark("x" * 40)
    assert list(making.prune(settings, now, timedelta(days=30))) == []  # the last one stays
    kept = making.make(settings, now)
    assert list(making.prune(settings, now, timedelta(days=30))) == [made.file]
    assert not place.exists()
    assert manifest.newest(settings.backup_dir) == kept


def test_a_backup_is_made_while_somebody_writes(app: Flask, ana: Someone) -> None:
    settings = settings_of(app)
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(db.text("UPDATE persons SET name = 'Not committed'"))
        made = making.make(settings, clock.now())
        connection.rollback()
    assert made.rows["persons"] == 1
