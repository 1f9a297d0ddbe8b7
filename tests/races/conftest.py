"""Races run on both databases, with real threads; each thread is a client of its own."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from flask import Flask
from flask_migrate import upgrade

from tests.conftest import build
from tests.support.fixtures import postgres_url, session_postgres
from tracker.extensions import db

__all__ = ["postgres_url", "session_postgres"]

T = TypeVar("T")

ROUNDS = int(os.environ.get("RACE_ROUNDS", "3"))
"""Rounds of each race on each database; the fault runs ask for hundreds."""


@pytest.fixture(params=["sqlite", "postgres"])
def store_app(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path: Path
) -> Iterator[Flask]:
    """Return an application on a fresh, migrated database: a SQLite file, then PostgreSQL."""
    if request.param == "sqlite":
        yield make_app()
        return
    app = build(request.getfixturevalue("postgres_url"), tmp_path)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


def together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Make all calls at the same moment, each in a thread of its own; return their answers."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        start.wait(10)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
