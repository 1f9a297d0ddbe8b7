"""The migrations as they are: from nothing to head, back, and over rows at every step."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from tests.migrations import filling
from tracker import store as stores
from tracker.config import ROOT
from tracker.extensions import db
from tracker.services import schema_version


def revisions() -> list[str]:
    """Return all revisions, the first one first."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    return [found.revision for found in reversed(list(script.walk_revisions()))]


def environ(url: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(folder),
        "SECRET_KEY": "for tests alone, thirty-two or more",
        "PUBLIC_URL": "",
    }


def flask(*arguments: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environ(url, folder),
        capture_output=True,
        text=True,
        timeout=60,
    )


def shape(engine: Engine) -> dict[str, Any]:
    """Return all that an inspector sees of a schema, comparable."""
    inspector = inspect(engine)

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return sorted((key, plain(inner)) for key, inner in value.items())
        return str(value)  # the condition of a partial index is an object

    def listed(entries: Any) -> list[Any]:
        return sorted(map(plain, entries), key=str)

    tables = {
        name: {
            "columns": listed(inspector.get_columns(name)),
            "key": inspector.get_pk_constraint(name),
            "references": listed(inspector.get_foreign_keys(name)),
            "uniques": listed(inspector.get_unique_constraints(name)),
            "checks": listed(inspector.get_check_constraints(name)),
            "indexes": listed(inspector.get_indexes(name)),
            "without_rowid": engine.dialect.name == "sqlite" and without_rowid(engine, name),
        }
        for name in inspector.get_table_names()
        if name != filling.VERSION_TABLE
    }
    assert tables
    return tables


def without_rowid(engine: Engine, table: str) -> bool:
    with engine.connect() as connection:
        sql = connection.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
        )
    return "WITHOUT ROWID" in str(sql)


def test_one_line_of_revisions_leads_to_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [revisions()[-1]]
    assert script.get_bases() == [revisions()[0]]


def test_head_is_what_the_models_say(empty: Flask, empty_url: str, tmp_path: Path) -> None:
    with empty.app_context():
        upgrade()
    # In a process of its own: what this one has loaded may hide what is missing.
    checked = flask("db", "check", url=empty_url, folder=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "No new upgrade operations detected" in checked.stdout + checked.stderr


def test_head_has_the_checks_and_options_that_alembic_does_not_compare(
    empty: Flask, store: str, request: Any, tmp_path: Path
) -> None:
    if store == "sqlite":
        url = f"sqlite:///{tmp_path / 'models.db'}"
    else:
        url = request.getfixturevalue("session_postgres").new_database()
    models = create_engine(url)
    stores.prepare(models)
    with empty.app_context():
        upgrade()
        with models.execution_options(**{stores.WRITING: True}).begin() as connection:
            db.metadata.create_all(connection)
        assert shape(db.engine) == shape(models)
    models.dispose()


def test_the_way_down_ends_at_nothing_and_leads_up_again(empty: Flask) -> None:
    with empty.app_context():
        upgrade()
        head = shape(db.engine)
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == [filling.VERSION_TABLE]
        assert schema_version.state() == "old"
        db.session.remove()
        upgrade()
        assert shape(db.engine) == head
        assert schema_version.state() == "ok"


def dangling(connection: Connection) -> list[Any]:
    """Return references to rows that are gone; PostgreSQL does not let them be."""
    if connection.dialect.name == "postgresql":
        return []
    return list(connection.execute(text("PRAGMA foreign_key_check")))


def test_no_revision_loses_a_row(empty: Flask) -> None:
    """Fill every table at every revision, and go on to the next.

    A revision that means to drop or merge rows says here which tables it does that to.
    """
    with empty.app_context():
        engine = db.engine.execution_options(**{stores.WRITING: True})
        before: dict[str, int] = {}
        for number, revision in enumerate(revisions()):
            upgrade(revision=revision)
            with engine.begin() as connection:
                after = filling.counts(connection)
                assert {name: after[name] for name in before if name in after} == {
                    name: rows for name, rows in before.items() if name in after
                }
                filling.fill(connection, number)
                before = filling.counts(connection)
                assert min(before.values()) >= filling.ROWS
                assert dangling(connection) == []


def test_every_revision_can_be_taken_back_over_rows(empty: Flask) -> None:
    with empty.app_context():
        engine = db.engine.execution_options(**{stores.WRITING: True})
        upgrade()
        with engine.begin() as connection:
            filling.fill(connection)
        for revision in [*reversed(revisions()[:-1]), "base"]:
            downgrade(revision=revision)
            with engine.begin() as connection:
                assert dangling(connection) == []


def test_an_upgrade_to_where_one_is_changes_nothing(empty: Flask) -> None:
    with empty.app_context():
        engine = db.engine.execution_options(**{stores.WRITING: True})
        upgrade()
        with engine.begin() as connection:
            filling.fill(connection)
            before = filling.contents(connection)
        upgrade()
        with engine.connect() as connection:
            assert filling.contents(connection) == before
