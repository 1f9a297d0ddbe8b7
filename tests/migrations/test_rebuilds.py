"""What a later migration will do, over rows: through our env.py, from a folder of made-up ones.

SQLite changes a table by building it anew, and dropping the old one would take with it all rows
that refer to it.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask, current_app
from sqlalchemy import delete, select, text

from tests.migrations import filling
from tests.migrations.test_revisions import dangling, revisions, shape, without_rowid
from tracker import store as stores
from tracker.config import ROOT
from tracker.extensions import db
from tracker.services import schema_version

Write = Callable[..., None]

REBUILD = """
    with op.batch_alter_table("persons") as batch:
        batch.add_column(sa.Column("motto", sa.String(20), nullable=False, server_default="so!"))
        batch.alter_column("name", new_column_name="called")
        batch.create_check_constraint(op.f("ck_persons_motto"), "length(motto) > 0")
    with op.batch_alter_table(
        "ticks", recreate="always", table_kwargs={"sqlite_with_rowid": False}
    ) as batch:
        batch.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("habits") as batch:
        batch.alter_column("why", new_column_name="reason")
        batch.create_unique_constraint(op.f("uq_habits_owner_id_id"), ["owner_id", "id"])
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a revision which follows all others."""
    folder = tmp_path / "versions"
    folder.mkdir()
    previous = [revisions()[-1]]

    def write(body: str, number: int = 9001) -> None:
        (folder / f"{number}_made_up.py").write_text(
            "import sqlalchemy as sa\n"
            "from alembic import op\n"
            f"revision, down_revision = '{number}', '{previous[-1]}'\n"
            "branch_labels = depends_on = None\n"
            f"def upgrade():\n{body}\n"
            "def downgrade():\n    raise NotImplementedError\n"
        )
        previous.append(str(number))

    return write


@pytest.fixture
def filled(app: Flask) -> Iterator[Flask]:
    """Return an application on a migrated database with rows in every table."""
    with app.app_context():
        engine = db.engine.execution_options(**{stores.WRITING: True})
        with engine.begin() as connection:
            filling.fill(connection)
        yield app


def go_on(tmp_path: Path) -> None:
    """Upgrade to the end of ours and the made-up ones."""
    config = current_app.extensions["migrate"].migrate.get_config()
    ours = ROOT / "migrations" / "versions"
    config.set_main_option("version_locations", f"{ours}{os.pathsep}{tmp_path / 'versions'}")
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")


def contents() -> dict[str, list[dict[str, Any]]]:
    with db.engine.connect() as connection:
        return filling.contents(connection)


def without(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    kept = [{key: value for key, value in row.items() if key not in names} for row in rows]
    return sorted(kept, key=repr)


def test_a_rebuilt_table_keeps_every_row_and_those_that_refer_to_it(
    filled: Flask, store: str, write: Write, tmp_path: Path
) -> None:
    before = contents()
    write(REBUILD)
    go_on(tmp_path)
    after = contents()
    assert {row["motto"] for row in after["persons"]} == {"so!"}
    assert sorted(row["called"] for row in after["persons"]) == sorted(
        row["name"] for row in before["persons"]
    )
    new = {
        "persons": ("motto", "called", "name"),
        "ticks": ("weight",),
        "habits": ("reason", "why"),
    }
    for table, rows in before.items():
        assert without(after[table], *new.get(table, ())) == without(rows, *new.get(table, ()))
    with db.engine.connect() as connection:
        assert dangling(connection) == []
    if store == "sqlite":
        assert without_rowid(db.engine, "ticks")


def test_a_rebuilt_table_is_still_referred_to(filled: Flask, write: Write, tmp_path: Path) -> None:
    before = shape(db.engine)
    write(REBUILD)
    go_on(tmp_path)
    after = shape(db.engine)
    assert {name: table["references"] for name, table in after.items()} == {
        name: table["references"] for name, table in before.items()
    }
    assert len(after["persons"]["checks"]) == len(before["persons"]["checks"]) + 1
    engine = db.engine.execution_options(**{stores.WRITING: True})
    with engine.begin() as connection:
        tables = {table.name: table for table in filling.tables_of(connection)}
        ticks, persons = tables["ticks"], tables["persons"]
        one = connection.scalars(select(ticks.c.person_id)).first()
        connection.execute(delete(persons).where(persons.c.id == one))
        assert connection.scalars(select(ticks).where(ticks.c.person_id == one)).all() == []
        assert connection.scalars(select(ticks)).all() != []


HALF = """
    op.create_table("left_behind", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("DELETE FROM ticks")
    with op.batch_alter_table("persons") as batch:
        batch.drop_column("timezone")
    raise RuntimeError("it broke")
"""


def test_a_migration_that_fails_leaves_nothing_behind_nor_do_those_before_it(
    filled: Flask, write: Write, tmp_path: Path
) -> None:
    before = shape(db.engine), contents()
    write(REBUILD)
    write(HALF, 9002)
    with pytest.raises(RuntimeError, match="it broke"):
        go_on(tmp_path)
    assert (shape(db.engine), contents()) == before
    assert schema_version.state() == "ok"


@pytest.mark.store("sqlite")
def test_a_migration_that_would_leave_dangling_references_is_taken_back(
    filled: Flask, write: Write, tmp_path: Path
) -> None:
    before = contents()
    write('    op.execute("DELETE FROM persons")')
    with pytest.raises(RuntimeError, match="dangling references"):
        go_on(tmp_path)
    assert contents() == before


@pytest.mark.store("sqlite")
def test_after_a_migration_references_are_watched_again(
    filled: Flask, write: Write, tmp_path: Path
) -> None:
    write(HALF)
    with pytest.raises(RuntimeError):
        go_on(tmp_path)
    with db.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_code_that_does_not_know_the_databases_revision_says_so(
    filled: Flask, write: Write, tmp_path: Path
) -> None:
    write(REBUILD)
    go_on(tmp_path)
    assert schema_version.state() == "newer"
    assert filled.test_client().get("/readyz").status_code == 503
