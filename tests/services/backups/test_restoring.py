"""A backup put back, on both stores: only the right one, made ready aside, the present one kept."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import exc

from tests.conftest import build
from tests.support.listeners import kept_listeners
from tests.support.people import Someone
from tracker import clock
from tracker.config import Settings
from tracker.extensions import db
from tracker.models import Person
from tracker.services import transaction
from tracker.services.backups import making, manifest, postgres_places, restoring
from tracker.services.backups.folder import Failed
from tracker.services.backups.manifest import Manifest
from tracker.store import StoreBusy


class Settled:
    """What is asked to settle what is to be put back: it notes who is in there, and one change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[list[str]] = []
        self.fails = False

    def __call__(self, url: str, made: Manifest) -> None:
        with kept_listeners():
            app = build(url, self.folder)
        with app.app_context():
            self.found.append(names(app))
            with transaction.writing() as session:
                session.execute(db.update(Person).values(timezone="Europe/Berlin"))
            db.session.remove()
            db.engine.dispose()
        if self.fails:
            raise Failed("it could not be brought up to date")


@pytest.fixture
def settle(tmp_path: Path) -> Settled:
    return Settled(tmp_path)


@pytest.fixture
def settings(app: Flask) -> Iterator[Settings]:
    """The application's settings; what a restore keeps aside on PostgreSQL goes."""
    settings: Settings = app.config["WOVEN"]
    yield settings
    if not settings.sqlite:
        leave(app)
        postgres_places.prune_aside(
            settings.database_url, clock.now() + timedelta(days=1), timedelta()
        )


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(db.select(Person.name).order_by(Person.name)))


def leave(app: Flask) -> None:
    """Close what the application has open, as its end does."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def asking_again_and_again(app: Flask) -> Iterator[None]:
    """Be back at once wherever one is disconnected, as a server is."""
    stopped = threading.Event()

    def ask() -> None:
        while not stopped.wait(0.001):
            with suppress(exc.DBAPIError, StoreBusy):
                names(app)

    asking = threading.Thread(target=ask)
    asking.start()
    yield
    stopped.set()
    asking.join()


def test_what_was_there_then_is_there_again_and_what_was_there_last_is_kept(
    app: Flask, settings: Settings, settle: Settled, ana: Someone
) -> None:
    now = clock.now()
    made = making.make(settings, now)
    file = settings.backup_dir / made.file
    Someone(app, "ben")
    with app.app_context():  # a server that runs
        db.session.execute(db.text("SELECT 1 FROM persons"))
        with pytest.raises(Failed, match="stop the server"):
            restoring.restore(settings, file, now, settle)
        db.session.rollback()
    assert settle.found == []
    leave(app)

    settle.fails = True
    with pytest.raises(Failed, match="up to date"):
        restoring.restore(settings, file, now, settle)
    assert names(app) == ["Ana", "Ben"]
    leave(app)

    settle.fails = False
    restored = restoring.restore(settings, file, now, settle)
    assert settle.found == [["Ana"], ["Ana"]]
    assert names(app) == ["Ana"]
    assert ana.get("/api/me").get_json()["timezone"] == "Europe/Berlin"
    aside = str(restored.aside)
    if settings.sqlite:
        kept = manifest.of(Path(aside))
        assert (kept.reason, kept.rows["persons"]) == ("restore", 2)
        leave(app)
        again = restoring.restore(settings, Path(aside), now, settle)
        assert again.manifest == kept
        assert names(app) == ["Ana", "Ben"]
    else:
        base = settings.database_url.rpartition("/")[0]
        with kept_listeners():
            present = build(f"{base}/{aside.rpartition(' ')[2]}", settle.folder)
        assert names(present) == ["Ana", "Ben"]
        leave(present)


def test_with_force_a_server_goes_on_with_what_is_put_back(
    app: Flask, settings: Settings, settle: Settled, ana: Someone
) -> None:
    made = making.make(settings, clock.now())
    Someone(app, "ben")
    assert names(app) == ["Ana", "Ben"]  # its connections stay open
    file = settings.backup_dir / made.file
    with asking_again_and_again(app):
        restoring.restore(settings, file, clock.now(), settle, force=True)
    assert names(app) == ["Ana"]
    Someone(app, "eva")
    leave(app)
    assert names(app) == ["Ana", "Eva"]


@pytest.mark.store("sqlite")
@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 999])
def test_it_takes_the_place_of_what_is_gone_or_damaged(
    app: Flask, settings: Settings, settle: Settled, ana: Someone, content: bytes | None
) -> None:
    made = making.make(settings, clock.now())
    database = making.database_of(settings)
    leave(app)
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    if content is not None:
        database.write_bytes(content)
    file = settings.backup_dir / made.file
    restored = restoring.restore(settings, file, clock.now(), settle)
    assert names(app) == ["Ana"]
    if not content:
        assert restored.aside is None
    else:
        assert Path(str(restored.aside)).read_bytes() == content
    assert not list(database.parent.glob(".*restoring*"))
    leave(app)


def test_one_that_is_not_the_right_one_is_refused(
    app: Flask, settings: Settings, settle: Settled, ana: Someone
) -> None:
    now = clock.now()
    made = making.make(settings, now)
    path = settings.backup_dir / made.file
    said, whole = manifest.path_of(path), path.read_bytes()
    leave(app)

    def refused(words: str, later: timedelta = timedelta(), **changes: Any) -> bool:
        """Tell whether `force` is refused as well."""
        with_secret = {key: changes.pop(key) for key in ("secret_key",) if key in changes}
        asked = replace(settings, **with_secret)
        said.write_text(manifest.text_of(replace(made, **changes)))
        with pytest.raises(Failed, match=words):
            restoring.judge(asked, path, now + later)
        try:
            restoring.judge(asked, path, now + later, force=True)
        except Failed:
            return True
        return False

    assert refused("newer version", schema="9999")
    assert refused("another store", store="postgresql" if settings.sqlite else "sqlite")
    assert not refused("another SECRET_KEY", secret_key="another one, of thirty-two letters")
    assert not refused("older than 90 days", later=timedelta(days=90))
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert refused("is damaged")
    path.write_bytes(whole[:-1])
    assert refused("is damaged")
    with pytest.raises(Failed, match="is damaged"):
        restoring.restore(settings, path, now, settle, force=True)
    path.unlink()
    assert refused("cannot be read")
    said.unlink()
    with pytest.raises(Failed, match="no manifest"):
        restoring.judge(settings, path, now)
    assert settle.found == []
    assert names(app) == ["Ana"]
