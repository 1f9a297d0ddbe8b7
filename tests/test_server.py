"""The server starts on a store of its own version, and says in words why it does not."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from deploy.processes import free_port
from tests.conftest import build
from tests.support.people import Someone
from tests.support.server import LiveServer
from tracker import clock, server
from tracker.config import ROOT
from tracker.extensions import db
from tracker.services import transaction, undone_list
from tracker.services.undone import Entry


def pretend_revision(app: Flask, revision: str | None) -> None:
    with app.app_context(), transaction.writing() as session:
        session.execute(db.text("DELETE FROM alembic_version"))
        if revision is not None:
            session.execute(db.text("INSERT INTO alembic_version VALUES (:it)"), {"it": revision})


def test_a_store_of_this_version_is_served(app: Flask) -> None:
    assert server.hindrance(app) is None
    assert app.test_client().get("/readyz").get_json() == {"status": "ok"}


def test_a_newer_store_is_not(app: Flask) -> None:
    pretend_revision(app, "9999")
    assert "newer version" in str(server.hindrance(app))
    response = app.test_client().get("/readyz")
    assert (response.status_code, response.get_json()) == (503, {"status": "newer"})
    assert app.test_client().get("/healthz").status_code == 200


def test_a_store_that_was_never_migrated_is_not(app: Flask) -> None:
    pretend_revision(app, None)
    assert "db upgrade" in str(server.hindrance(app))
    with app.app_context(), transaction.writing() as session:
        session.execute(db.text("DROP TABLE alembic_version"))
    assert "db upgrade" in str(server.hindrance(app))
    assert app.test_client().get("/readyz").get_json() == {"status": "old"}


def test_a_store_that_cannot_be_reached_may_come_up_later(tmp_path: Path) -> None:
    app = build(f"postgresql+psycopg://woven@127.0.0.1:{free_port()}/none", tmp_path)
    assert server.hindrance(app) is None
    response = app.test_client().get("/readyz")
    assert (response.status_code, response.get_json()) == (503, {"status": "unreachable"})


def started(app: Flask, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Start a process that is not to become ready on an application's store; wait for its end."""
    server_ = LiveServer(folder, database_url=app.config["WOVEN"].database_url, app=app)
    return subprocess.run(
        [sys.executable, "wsgi.py"],
        cwd=ROOT,
        env=os.environ | server_.environ | environ,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(("revision", "words"), [("9999", "newer version"), (None, "db upgrade")])
def test_the_process_ends_with_a_word_to_the_operator(
    app: Flask, tmp_path: Path, revision: str | None, words: str
) -> None:
    pretend_revision(app, revision)
    ended = started(app, tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith("woven: the database ")
    assert words in ended.stderr


@pytest.mark.parametrize("left", [100, 20_000])
def test_a_damaged_database_is_not_served(template: Path, tmp_path: Path, left: int) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(template.read_bytes()[:left])
    app = build(f"sqlite:///{broken}", tmp_path)
    assert str(server.hindrance(app)).startswith("the database is damaged")


@pytest.mark.store("sqlite")
def test_the_process_undoes_what_a_backup_brought_back_before_it_listens(
    app: Flask, ana: Someone, couple: str, tmp_path: Path
) -> None:
    gone = Entry("couple", couple, clock.now())
    undone_list.add(app.config["WOVEN"].undone_list, [gone])
    with socket.socket() as taken:  # by somebody else: the process comes as far as that, and ends
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = started(app, tmp_path, PORT=str(taken.getsockname()[1]))
    assert "cannot listen" in ended.stderr
    assert ana.get("/api/couple").status_code == 404
