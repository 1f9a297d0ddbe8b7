"""One application a test, on a database of its own, with the cast at hand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.coached import let_in
from tests.support.databases import Databases, databases
from tests.support.fixtures import postgres_url, redis_url, session_postgres, session_redis
from tests.support.jobs import keep_in_memory
from tests.support.listeners import kept_listeners
from tests.support.once import (
    compile_routes_once,
    compile_statements_once,
    compile_templates_once,
    hash_cheaply,
    pytest_collection_finish,
    read_statics_once,
    real_hashes,
)
from tests.support.people import Someone, link
from tests.support.servers import PostgresServer
from tests.support.stores import (
    NewStore,
    leave_writing_to_the_system,
    migrated,
    new_store,
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_generate_tests,
    store,
)
from tracker import config, create_app, jobs
from tracker.extensions import db
from tracker.services import transaction

__all__ = [
    "new_store",
    "postgres_url",
    "pytest_addoption",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_generate_tests",
    "real_hashes",
    "redis_url",
    "session_postgres",
    "session_redis",
    "store",
]

ORIGIN = "http://127.0.0.1:8000"

compile_routes_once()
read_statics_once()
hash_cheaply()


class Client(FlaskClient):
    """Speak to the host the application knows itself by."""

    def open(self, *args, **kwargs):
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
                "VAPID_KEY": "AAAAAAAAAABMvZ40Lu8lWQ465CjDXSvumPU54pOJR8g",
                "RATE_LIMITS": "off",
                "MIGRATION_BACKUP": "off",
                **environ,
            }
        )
    )
    compile_templates_once(app)
    keep_in_memory(app)
    with app.app_context():
        leave_writing_to_the_system(db.engine)
        compile_statements_once(db.engine)
    app.testing = True
    app.test_client_class = Client
    return app


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file from nothing; each test gets a copy."""
    folder = tmp_path_factory.mktemp("template")
    migrated(build, f"sqlite:///{folder / 'template.db'}", folder)
    return folder / "template.db"


@pytest.fixture(scope="session")
def postgres_template(
    session_postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Migrate one PostgreSQL database from nothing; those of the tests are copies."""
    url = session_postgres.new_database()
    migrated(build, url, tmp_path_factory.mktemp("template"))
    return url


@pytest.fixture(scope="session")
def postgres_databases(
    session_postgres: PostgresServer, postgres_template: str
) -> Iterator[Databases]:
    """Keep the PostgreSQL databases that tests get."""
    with databases(session_postgres, postgres_template) as kept:
        yield kept


@pytest.fixture
def make_app(new_store: NewStore, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Return a function that builds an application on a fresh database, with settings."""
    apps: list[Flask] = []

    def make(**environ: str) -> Flask:
        apps.append(build(new_store(), tmp_path, **environ))
        return apps[-1]

    with kept_listeners():
        transaction.listeners.clear()  # those of other tests' applications
        yield make
    for app in apps:
        jobs.of(app).close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """Return an application on a fresh database: the test runs once on each store."""
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


@pytest.fixture
def cleo(app: Flask) -> Someone:
    """Return cleo, who coaches."""
    return Someone(app, "cleo")


@pytest.fixture
def client(cleo: Someone, couple: str, ana: Someone, ben: Someone) -> str:
    """Let cleo coach ana and ben from now on, and return the client's id."""
    return let_in(cleo, couple, ana, ben)
