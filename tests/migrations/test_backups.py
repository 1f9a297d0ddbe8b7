"""A database in which somebody has an account is backed up before its tables change."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import current, downgrade, upgrade

from tests.migrations import filling
from tests.migrations.test_revisions import revisions
from tracker import store as stores
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import schema_version
from tracker.services.backups import making, manifest
from tracker.services.backups.folder import Failed
from tracker.services.backups.manifest import Manifest


@pytest.fixture
def old(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database one revision back, with rows; it backs up by itself."""
    app = make_app(MIGRATION_BACKUP="on")
    with app.app_context():
        downgrade(revision=revisions()[-2])  # nobody has an account yet
        db.session.remove()
        engine = db.engine.execution_options(**{stores.WRITING: True})
        with engine.begin() as connection:
            filling.fill(connection)
        assert listed(app) == []
        yield app


def listed(app: Flask) -> list[Manifest]:
    settings: Settings = app.config["WOVEN"]
    return list(manifest.listed(settings.backup_dir)) if settings.backup_dir.exists() else []


def test_what_was_there_before_is_kept_once(old: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    upgrade()
    (made,) = listed(old)
    assert (made.reason, made.schema) == ("migration", revisions()[-2])
    assert made.rows["persons"] == filling.ROWS
    assert made.file in capsys.readouterr().out
    making.try_out(old.config["WOVEN"], made)
    upgrade()
    current()
    assert listed(old) == [made]


@pytest.mark.store("sqlite")
def test_without_a_backup_nothing_is_changed(old: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Failed("there is no room")

    monkeypatch.setattr(making, "make", refuse)
    with pytest.raises(SystemExit):
        upgrade()
    db.session.remove()
    assert schema_version.state() == "old"
    assert listed(old) == []


@pytest.mark.store("sqlite")
def test_who_backs_up_themselves_says_so(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = make_app(MIGRATION_BACKUP="off", BACKUP_DIR=str(tmp_path / "none"))
    with app.app_context():
        downgrade(revision=revisions()[-2])
        engine = db.engine.execution_options(**{stores.WRITING: True})
        with engine.begin() as connection:
            filling.fill(connection)
        upgrade()
    assert not (tmp_path / "none").exists()
