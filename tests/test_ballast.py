"""A full disk: whoever wants to sign out or leave still can, and nobody else takes their room."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, getrlimit, setrlimit

import pytest
from flask import Flask
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from tests.support.browser import Browser
from tests.support.habits import agreed
from tests.support.jobs import run_round
from tests.support.people import Someone, problem
from tracker import ballast, clock, jobs, server, store
from tracker.extensions import db

ROOM = 256 * 1024
"""Bytes that the ballast of the disk below takes up: to sign out and to leave takes fewer."""


class Disk:
    """A disk on which nothing is free but what the ballast takes up.

    This process may not let a file grow beyond what SQLite's log has come to: any write fails, as
    it does on a disk that is full to the last block.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.log = 0
        self.is_full = False
        with app.app_context():
            path = str(db.engine.url.database)
            self.ballast, self.wal = Path(f"{path}-ballast"), Path(f"{path}-wal")
            event.listen(db.engine, "begin", self._limit)
            assert ballast.lay(db.engine)

    def fill(self) -> None:
        """Take what is free."""
        self.log, self.is_full = self.wal.stat().st_size, True

    def empty(self) -> None:
        """Let there be room again."""
        self.is_full = False
        self._limit()

    @property
    def is_whole(self) -> bool:
        """Whether the database on it is sound."""
        with self.app.app_context():
            found = db.session.execute(text("PRAGMA integrity_check")).scalar_one()
            db.session.remove()
        return bool(found == "ok")

    def room(self, _folder: Path) -> int:
        """Return how many bytes are free."""
        return 0 if self.is_full else 2 * ballast.SIZE

    def _limit(self, _connection: object = None) -> None:
        given_up = 0 if self.ballast.exists() else ROOM
        most = self.log + given_up if self.is_full else RLIM_INFINITY
        setrlimit(RLIMIT_FSIZE, (most, getrlimit(RLIMIT_FSIZE)[1]))


@pytest.fixture
def disk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """The disk of the application."""
    disk = Disk(app)
    monkeypatch.setattr(ballast, "_room", disk.room)
    yield disk
    disk.empty()
    ballast._spent.clear()


@pytest.fixture
def today() -> date:
    return clock.now().date()


@pytest.fixture
def habit(ana: Someone, couple: str, today: date) -> str:
    return agreed(ana, couple, today)


def write(ana: Someone, habit: str, today: date) -> TestResponse:
    return ana.put(f"/api/habits/{habit}/ticks/{today}", {"note": "é" * 500})


@pytest.mark.store("sqlite")
def test_on_a_full_disk_one_can_sign_out_and_leave_and_nobody_else_takes_their_room(
    app: Flask, ana: Someone, ben: Someone, habit: str, today: date, disk: Disk
) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    session = browser.cookie("woven_session").value
    disk.fill()
    problem(write(ana, habit, today), 503, "busy")
    assert disk.ballast.exists()  # a tick does not get it

    assert browser.post("/sign-out").status_code == 303
    assert not disk.ballast.exists()
    stolen = app.test_client()
    stolen.set_cookie("woven_session", session, domain="127.0.0.1")
    assert stolen.get("/api/me").status_code == 401
    problem(write(ana, habit, today), 503, "busy")  # although there would be room
    assert ben.get(f"/api/habits/{habit}/ticks").get_json()["items"] == []

    assert ana.post("/api/couple/unlink").status_code == 204
    assert ben.get(f"/api/habits/{habit}").status_code == 410
    assert ben.stream()[-1]["kind"] == "unlinked"
    assert disk.is_whole

    disk.empty()
    assert ben.patch("/api/me", {"name": "Ben"}).status_code == 200
    assert disk.ballast.exists()


@pytest.mark.store("sqlite")
def test_so_can_who_closes_everything_off(
    ana: Someone, ben: Someone, habit: str, disk: Disk
) -> None:
    disk.fill()
    assert ana.post("/api/me/close-off").status_code == 204
    assert ben.get(f"/api/habits/{habit}").status_code == 410


@pytest.mark.store("sqlite")
def test_without_ballast_leaving_on_a_full_disk_is_refused_whole(
    ana: Someone, ben: Someone, habit: str, disk: Disk
) -> None:
    disk.ballast.unlink()
    disk.fill()
    disk.log -= ROOM
    problem(ana.post("/api/couple/unlink"), 503, "busy")
    assert ben.get(f"/api/habits/{habit}").status_code == 200
    assert disk.is_whole


@pytest.mark.store("sqlite")
def test_it_is_laid_at_the_start_and_by_the_hour_and_never_takes_the_last_room(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        file = Path(f"{db.engine.url.database}-ballast")
    with monkeypatch.context() as scarce:
        scarce.setattr(ballast, "_room", lambda _folder: 2 * ballast.SIZE - 1)
        server.keep_room(app)
    assert not file.exists()
    server.keep_room(app)
    assert (file.stat().st_size, file.stat().st_mode & 0o777) == (ballast.SIZE, 0o600)
    assert file.stat().st_blocks * 512 >= ballast.SIZE  # room, and not a promise of some
    file.unlink()
    run_round(app, "clean_up")
    assert file.exists()


@pytest.mark.store("sqlite")
@pytest.mark.parametrize(("database", "queue"), [(False, True), (True, False), (True, True)])
def test_at_a_start_without_room_to_open_what_is_read_it_is_given_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch, database: bool, queue: bool
) -> None:
    monkeypatch.setattr(store, "opens", lambda _engine: database)
    monkeypatch.setattr(jobs.of(app), "opens", lambda: queue)
    server.keep_room(app)
    with app.app_context():
        assert Path(f"{db.engine.url.database}-ballast").exists() == (database and queue)
    ballast._spent.clear()


@pytest.mark.store("sqlite")
def test_where_the_file_cannot_be_made_whole_there_is_none(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ballast.os, "posix_fallocate", refuse)
    with app.app_context():
        folder = Path(str(db.engine.url.database)).parent
        assert not ballast.lay(db.engine)
    assert list(folder.glob("*-ballast*")) == []


@pytest.mark.store("postgres")
def test_a_postgresql_keeps_its_own_room(app: Flask) -> None:
    with app.app_context():
        assert ballast.path_of(db.engine) is None
        assert not ballast.lay(db.engine)
        assert not ballast.release(db.engine)
        assert not ballast.is_spent(db.engine)
