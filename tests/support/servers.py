"""PostgreSQL and Redis for the tests, by the code that `make cluster` starts them with."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

import pytest

from deploy.local_servers import Missing, PostgresServer, RedisServer, postgres_server, redis_server
from deploy.processes import free_port

__all__ = [
    "Missing",
    "PostgresServer",
    "RedisServer",
    "free_port",
    "or_skip",
    "postgres_server",
    "redis_server",
]

S = TypeVar("S")


@contextmanager
def or_skip(server: AbstractContextManager[S]) -> Iterator[S]:
    """Enter a server; without its program the test is skipped, but with CI=true it fails."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(server)
        except Missing as missing:
            if os.environ.get("CI") == "true":
                pytest.fail(str(missing), pytrace=False)
            pytest.skip(str(missing))
        yield started
