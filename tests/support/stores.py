"""Every test on both databases: a fresh, migrated one for each.

tests/conftest.py imports the fixtures and the hooks.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event

from deploy.local_servers import program
from tests.support.databases import Databases
from tests.support.listeners import kept_listeners
from tests.support.once import keep_statements
from tests.support.servers import Missing
from tracker.extensions import db

BOTH = ("sqlite", "postgres")

NewStore = Callable[[], str]
"""Makes a fresh, migrated database and returns its SQLAlchemy URL."""


class Build(Protocol):
    """Makes an application on a database."""

    def __call__(self, database_url: str, instance: Path, **environ: str) -> Flask: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--store`."""
    parser.addoption(
        "--store",
        choices=(*BOTH, "both"),
        help="databases to test on; default: both (pages, API, commands: SQLite), or SQLite "
        "without PostgreSQL (with CI=true that fails)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks."""
    config.addinivalue_line("markers", "alone: needs the machine for itself (set by folder)")
    config.addinivalue_line("markers", "store(name): what it asks about is one store's alone")
    config.addinivalue_line(
        "markers", "postgres_takes(parameter=n): on PostgreSQL only values below n"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever has a store on each of them."""
    if "store" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("store")
        stores = _chosen(metafunc.config)
        path = metafunc.module.__file__.rpartition("/tests/")[2]
        if mark is not None:
            stores = [name for name in stores if name in mark.args]
        elif metafunc.config.getoption("--store") is None and path.startswith(OUTSIDE):
            stores = ["sqlite"]
        metafunc.parametrize("store", stores, indirect=True)


OUTSIDE = ("web/", "cli/", "services/reminders/test_relevance.py")
"""Tests of pages, of the API, of commands and of whom a day calls: on both by `--store both` alone.

What differs between the two lies in services. Their tests ask it on each, as do the races, live
tests, and hostile values, which go through every write of the API.
"""


def _chosen(config: pytest.Config) -> list[str]:
    option = config.getoption("--store")
    if option in BOTH:
        return [option]
    if option is None and os.environ.get("CI") != "true":
        try:
            program("initdb", "postgresql")
        except Missing:
            return ["sqlite"]
    return list(BOTH)


ALONE = (
    "e2e/test_latency.py",
    "live/",
    "test_store.py",
)
"""What takes times, or takes the machine: with other tests beside it, each would hold up the other.

Servers and browsers alone are no reason: every process of tests has its own.
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs the machine for itself; leave out on PostgreSQL what is not about it."""
    tests = Path(__file__).parent.parent
    for item in items:
        if item.path.relative_to(tests).as_posix().startswith(ALONE):
            item.add_marker("alone")
    beyond = [item for item in items if _is_beyond(item)]
    if beyond:
        config.hook.pytest_deselected(items=beyond)
        items[:] = [item for item in items if item not in beyond]


def _is_beyond(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("postgres_takes")
    if mark is None or not isinstance(item, pytest.Function):
        return False
    values = item.callspec.params
    return values.get("store") == "postgres" and any(
        values[name] >= limit for name, limit in mark.kwargs.items()
    )


def leave_writing_to_the_system(engine: Engine) -> None:
    """Spare SQLite its waits for the disk, as `fsync=off` spares PostgreSQL its.

    A process that is killed loses nothing by that, and no test pulls the plug.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")


def migrated(build: Build, url: str, folder: Path) -> None:
    """Bring an empty database to head, and leave no connection to it, and nobody who listens."""
    with kept_listeners():
        app = build(url, folder)
    with app.app_context():
        upgrade()
        keep_statements(db.engine)
        if url.startswith("sqlite"):
            db.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def store(request: pytest.FixtureRequest) -> str:
    """Return which store this test runs on: `sqlite` or `postgres`."""
    return str(request.param)


@pytest.fixture
def new_store(store: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewStore]:
    """Return a function that makes a fresh, migrated database; they go with the test."""
    if store == "sqlite":
        template: Path = request.getfixturevalue("template")
        count = iter(range(1000))

        def copy() -> str:
            path = tmp_path / f"{next(count)}.db"
            shutil.copy(template, path)
            return f"sqlite:///{path}"

        yield copy
        return

    databases: Databases = request.getfixturevalue("postgres_databases")
    taken: list[str] = []

    def take() -> str:
        taken.append(databases.take())
        return taken[-1]

    yield take
    for url in taken:
        databases.give_back(url)
