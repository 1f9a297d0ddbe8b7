"""Several web processes on one database, as a provider runs them."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask_migrate import upgrade

from tests.conftest import build
from tests.support.listeners import kept_listeners
from tests.support.server import LiveServer
from tracker.extensions import db


@contextmanager
def cluster(
    count: int,
    database_url: str,
    *,
    seen_as: str | None = None,
    redis_url: str | None = None,
) -> Iterator[list[LiveServer]]:
    """Migrate an empty PostgreSQL database, and run so many web processes on it.

    `seen_as` is the database's address as the processes know it, where a proxy stands between.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        with kept_listeners():
            app = build(database_url, Path(folder))
        with app.app_context():
            upgrade()
        servers = []
        for number in range(count):
            own = Path(folder) / str(number)
            own.mkdir()
            server = LiveServer(
                own, database_url=seen_as or database_url, app=app, redis_url=redis_url
            )
            stack.callback(server.kill)
            server.begin()
            servers.append(server)
        for server in servers:
            server.wait()
        yield servers
        with app.app_context():
            db.engine.dispose()
