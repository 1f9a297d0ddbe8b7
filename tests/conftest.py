"""One application a test, on a database file of its own, with the cast at hand."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from tests.support.people import Someone, link
from tracker import config, create_app
from tracker.extensions import db
from tracker.services import transaction

ORIGIN = "http://127.0.0.1:8000"


class Client(FlaskClient):
    """Speak to the host the application knows itself by."""

    def open(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Send a request."""
        kwargs.setdefault("base_url", ORIGIN)
        return super().open(*args, **kwargs)


def build(database_url: str, instance: Path, **environ: str) -> Flask:
    """Return an application on this database, as a start with this environment would make it."""
    app = create_app(
        config.from_environ(
            {
                "DATABASE_URL": database_url,
                "INSTANCE_DIR": str(instance),
                "SECRET_KEY": "for tests alone, thirty-two or more",
                "RATE_LIMITS": "off",
                **environ,
            }
        )
    )
    app.testing = True
    app.test_client_class = Client
    return app


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file from nothing; each test gets a copy."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.db"
    app = build(f"sqlite:///{path}", folder)
    with app.app_context():
        upgrade()
        db.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()
    return path


@pytest.fixture
def make_app(template: Path, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Return a function that builds an application on a fresh SQLite file, with settings."""
    apps: list[Flask] = []

    def make(**environ: str) -> Flask:
        path = tmp_path / f"{len(apps)}.db"
        shutil.copy(template, path)
        app = build(f"sqlite:///{path}", tmp_path, **environ)
        apps.append(app)
        return app

    before = list(transaction.listeners)
    yield make
    transaction.listeners[:] = before
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """Return an application on a fresh SQLite file."""
    return make_app()


@pytest.fixture
def ana(app: Flask) -> Someone:
    """Return ana, one of the couple."""
    return Someone(app, "ana")


@pytest.fixture
def ben(app: Flask) -> Someone:
    """Return ben, the other of the couple."""
    return Someone(app, "ben")


@pytest.fixture
def couple(ana: Someone, ben: Someone) -> str:
    """Link ana and ben; return their couple's id."""
    return link(ana, ben)


@pytest.fixture
def dev(app: Flask) -> Someone:
    """Return dev, a stranger."""
    return Someone(app, "dev")


@pytest.fixture
def eva(app: Flask, dev: Someone) -> Someone:
    """Return eva, dev's partner: another couple."""
    eva = Someone(app, "eva")
    link(dev, eva)
    return eva


@pytest.fixture
def max_(app: Flask) -> Someone:
    """Return max, nobody's partner."""
    return Someone(app, "max")
