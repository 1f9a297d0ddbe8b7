"""Where the job queue waits: a store of its own, beside ours, on what the server has anyhow."""

import contextlib
from typing import Any

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer
from redis import ConnectionPool

from tracker import postgres, store
from tracker.config import Settings

TIMEOUT = 1.0
"""Seconds until Redis counts as not there."""
READ_SECONDS = 1
"""How long one look for work waits within Redis or PostgreSQL."""
TRIES = 10
"""At making the queue's tables on PostgreSQL."""


def open_queue(settings: Settings) -> Huey:
    """Open the queue's store, and make its tables where there are none."""
    # Signed, because it is unpickled: who can write to Redis shall not run code here.
    common: dict[str, Any] = {
        "name": "woven",
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret_key),
    }
    if settings.redis_url is not None:
        # Whoever waits for work waits in Redis, for as long as READ_SECONDS.
        pool = ConnectionPool.from_url(
            settings.redis_url,
            socket_timeout=READ_SECONDS + TIMEOUT,
            socket_connect_timeout=TIMEOUT,
        )
        return RedisHuey(connection_pool=pool, read_timeout=READ_SECONDS, **common)
    if settings.sqlite:
        path = settings.instance_dir / "jobs.db"
        store.make_private(str(path))
        return SqliteHuey(filename=str(path), fsync=True, strict_fifo=True, **common)
    dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    for _ in range(TRIES):
        # Processes that start together find no tables and each make them: one can, once.
        with contextlib.suppress(psycopg.errors.UniqueViolation):
            return PostgresHuey(
                connection=lambda: postgres.connect(postgres.patience(), dsn),
                read_timeout=READ_SECONDS,
                **common,
            )
    raise RuntimeError("the queue's tables cannot be made")
