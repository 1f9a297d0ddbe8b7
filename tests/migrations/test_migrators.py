"""One migrator at a time, however many start at once."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from tests.migrations.test_revisions import environ
from tracker import store as stores
from tracker.config import ROOT
from tracker.extensions import db
from tracker.services import schema_version

MIGRATOR = """
import sys
from flask_migrate import upgrade
from tracker import create_app
app = create_app()
print("ready", flush=True)
sys.stdin.readline()
with app.app_context():
    upgrade()
"""


def test_migrators_that_start_at_once_all_succeed(
    empty_url: str, empty: Flask, tmp_path: Path
) -> None:
    migrators = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATOR],
            cwd=ROOT,
            env=environ(empty_url, tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for migrator in migrators:
        assert migrator.stdout is not None
        assert migrator.stdout.readline() == "ready\n"
    for migrator in migrators:
        assert migrator.stdin is not None
        migrator.stdin.write("go\n")
        migrator.stdin.flush()
    for migrator in migrators:
        _, complaint = migrator.communicate(timeout=60)
        assert migrator.returncode == 0, complaint
    with empty.app_context():
        assert schema_version.state() == "ok"
        assert db.session.scalars(text("SELECT count(*) FROM alembic_version")).all() == [1]


@pytest.mark.store("sqlite")
def test_a_migrator_outwaits_a_long_write(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0.05)
    with empty.app_context():
        engine = db.engine.execution_options(**{stores.WRITING: True})
    holds = threading.Event()

    def hold() -> None:
        with engine.begin():
            holds.set()
            time.sleep(0.5)

    holder = threading.Thread(target=hold)
    holder.start()
    assert holds.wait(5)
    started = time.monotonic()
    with empty.app_context():
        upgrade()
        assert time.monotonic() - started > 0.4
        assert schema_version.state() == "ok"
    holder.join()
