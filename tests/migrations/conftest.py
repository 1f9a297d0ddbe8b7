"""An application on an empty database of each store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import build
from tracker.extensions import db


@pytest.fixture
def empty_url(store: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The SQLAlchemy URL of a database without tables."""
    if store == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def empty(empty_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Return an application whose database has no tables yet."""
    app = build(empty_url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()
