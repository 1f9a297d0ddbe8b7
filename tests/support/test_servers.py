"""The servers of the tests themselves: fresh, restartable, and gone afterwards."""

import os
import time
from collections.abc import Iterator

import psycopg
import pytest
import redis

from tests.support import servers
from tests.support.servers import (
    Missing,
    PostgresServer,
    RedisServer,
    or_skip,
    postgres_server,
    redis_server,
)


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True, connect_timeout=2)


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    with or_skip(postgres_server(fsync=True)) as server:
        yield server


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    with or_skip(redis_server()) as server:
        yield server


def test_every_database_is_fresh(session_postgres: PostgresServer, postgres_url: str) -> None:
    with connect(postgres_url) as connection:
        connection.execute("CREATE TABLE tick (day date)")
    other = session_postgres.new_database()
    assert other != postgres_url
    with connect(other) as connection:
        tables = connection.execute(
            "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    assert tables == []


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_committed_rows_survive_a_stop_and_a_crash(postgres: PostgresServer, how: str) -> None:
    url = postgres.new_database()
    open_client = connect(url)
    open_client.execute("CREATE TABLE tick AS SELECT 7 AS n")
    getattr(postgres, how)()
    with pytest.raises(psycopg.OperationalError):
        connect(url)
    postgres.start()
    with connect(url) as connection:
        assert connection.execute("SELECT n FROM tick").fetchone() == (7,)
    open_client.close()


def test_redis_is_handed_out_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_a_frozen_redis_says_nothing_until_it_is_thawed(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url, socket_timeout=0.2, retry=None) as client:
        assert client.ping()
        own_redis.freeze()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        own_redis.thaw()
        assert client.ping()


def test_a_frozen_server_can_be_stopped(own_redis: RedisServer) -> None:
    own_redis.freeze()
    started = time.monotonic()
    own_redis.stop()
    assert time.monotonic() - started < 5
    assert not own_redis.answers()


def test_nothing_of_a_server_is_left_behind() -> None:
    with or_skip(redis_server()) as server:
        folder, pid = server.folder, server.process.pid
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("deploy.local_servers.Path.glob", lambda *_: iter(()))
    with pytest.raises(Missing, match="redis-server"), redis_server():
        pass


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_a_missing_server_fails_in_ci_and_skips_elsewhere(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    def missing(*_: object) -> str:
        raise Missing("redis-server was not found")

    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr("deploy.local_servers.program", missing)
    with pytest.raises(outcome, match="redis-server"), or_skip(servers.redis_server()):
        pass
