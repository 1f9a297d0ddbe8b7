"""PostgreSQL and Redis for the tests, by the code that `make cluster` starts them with."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

import pytest

from deploy.local_servers import (
    Missing,
    PostgresServer,
    RedisServer,
    postgres_server,
    redis_server,
)
from deploy.processes import free_port

__all__ = [
    "Missing",
    "PostgresServer",
    "RedisServer",
    "free_port",
    "missing_servers_skip",
    "or_skip",
    "postgres_server",
    "redis_server",
]

S = TypeVar("S")


@contextmanager
def missing_servers_skip() -> Iterator[None]:
    """Skip the test where a server's program is missing, but with CI=true fail it."""
    try:
        yield
    except Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@contextmanager
def or_skip(server: AbstractContextManager[S]) -> Iterator[S]:
    """Enter `postgres_server()` or `redis_server()`, skipping as above."""
    with ExitStack() as stack:
        with missing_servers_skip():
            started = stack.enter_context(server)
        yield started
