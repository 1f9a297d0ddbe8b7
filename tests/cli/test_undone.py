"""An old copy of the database in the place of the new one: what was undone is undone, told or not.

By the command, and by starting the server.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import build
from tests.support import jobs
from tests.support.people import PASSWORD, Someone
from tracker import jobs as queue
from tracker import server
from tracker.extensions import db
from tracker.services import undone_again

pytestmark = pytest.mark.store("sqlite")


def copied(app: Flask, to: Path) -> Path:
    """Copy the database's file as a backup does."""
    with app.app_context():
        place = str(db.engine.url.database)
    with sqlite3.connect(place) as now, sqlite3.connect(to) as backup:
        now.backup(backup)
    return to


def by_command(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["undo-again"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "listed": 2,
        "couples": 1,
        "coachings": 0,
        "people": 1,
        "left": 0,
    }


@pytest.mark.parametrize("start", [by_command, server.undo_again])
def test_a_file_that_is_put_back_is_gone_through_before_it_is_served(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    tmp_path: Path,
    start: Callable[[Flask], None],
) -> None:
    backup = copied(app, tmp_path / "backup.db")
    assert ben.call("DELETE", "/api/me", json={"password": PASSWORD}).status_code == 204
    jobs.run_errands(app)
    restored = tmp_path / "restored.db"
    shutil.copy(backup, restored)
    served = build(f"sqlite:///{restored}", app.config["WOVEN"].instance_dir)
    try:
        ana.app = ben.app = served
        assert ana.get("/api/couple").get_json()["id"] == couple
        start(served)
        assert (ana.get("/api/couple").status_code, ben.get("/api/me").status_code) == (404, 401)
    finally:
        ana.app = ben.app = app
        queue.of(served).close()
        with served.app_context():
            db.engine.dispose()


def test_the_command_fails_where_something_is_left(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = undone_again.Figures(1, 0, 0, 0, 1)
    monkeypatch.setattr(undone_again, "again", lambda *_of: left)
    done = app.test_cli_runner().invoke(args=["undo-again"])
    assert (done.exit_code, "could not be undone" in done.output) == (1, True)


def test_a_store_that_cannot_be_asked_yet_does_not_keep_the_server_from_starting(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def broken(*of: object) -> None:
        asked.append(of)
        raise OSError("no such store")

    monkeypatch.setattr(undone_again, "again", broken)
    server.undo_again(app)
    assert len(asked) == 1
