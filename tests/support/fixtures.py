"""Fixtures of real servers; tests/conftest.py imports the names it wants to offer.

The servers live as long as the session; what a test gets of them is empty.
"""

from collections.abc import Iterator

import pytest
import redis

from tests.support.servers import (
    PostgresServer,
    RedisServer,
    or_skip,
    postgres_server,
    redis_server,
)


@pytest.fixture(scope="session")
def session_postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run; a test that stops or kills a server starts its own."""
    with or_skip(postgres_server()) as server:
        yield server


@pytest.fixture
def postgres_url(session_postgres: PostgresServer) -> str:
    """The SQLAlchemy URL of a fresh, empty PostgreSQL database."""
    return session_postgres.new_database()


@pytest.fixture(scope="session")
def session_redis() -> Iterator[RedisServer]:
    """One Redis for the whole run; a test that stops or freezes a server starts its own."""
    with or_skip(redis_server()) as server:
        yield server


@pytest.fixture
def redis_url(session_redis: RedisServer) -> str:
    """The URL of an empty Redis."""
    with redis.Redis.from_url(session_redis.url, socket_timeout=5) as client:
        client.flushall()
    return session_redis.url
