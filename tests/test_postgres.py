"""PostgreSQL that says nothing any more: nobody waits for it for ever."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, exc, text

from tests.faults.tcp_proxy import TcpProxy
from tests.support.servers import PostgresServer
from tracker import postgres, store

SILENCE = 0.2


@pytest.fixture(scope="module")
def proxy(session_postgres: PostgresServer) -> Iterator[TcpProxy]:
    with TcpProxy(session_postgres.port) as proxy:
        yield proxy


@pytest.fixture
def engine(session_postgres: PostgresServer, proxy: TcpProxy) -> Iterator[Engine]:
    """Connections that are given up after a fifth of a second."""
    url = proxy.before(session_postgres.url)
    engine = create_engine(url, **store.engine_options(url))
    postgres.attach(engine, SILENCE)
    yield engine
    engine.dispose()


def one(engine: Engine, query: str = "SELECT 1") -> object:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar()


def test_a_connection_that_falls_silent_is_given_up_and_never_read_again(
    engine: Engine, proxy: TcpProxy
) -> None:
    with engine.connect() as connection, engine.connect() as beside:
        for each in (connection, beside):
            assert each.execute(text("SELECT 1")).scalar() == 1
        proxy.freeze()
        began = time.monotonic()
        with pytest.raises(exc.OperationalError) as silent:
            connection.execute(text("SELECT 2"))
        assert SILENCE <= time.monotonic() - began < 3
        assert store.is_busy(silent.value)
        proxy.heal()
    assert one(engine, "SELECT 3") == 3  # and no answer to what was asked before


def test_what_nobody_waits_for_may_take_longer(engine: Engine) -> None:
    slow = f"SELECT 1 FROM pg_sleep({2 * SILENCE})"
    with pytest.raises(exc.OperationalError):
        one(engine, slow)
    with postgres.unhurried(5):
        assert one(engine, slow) == 1


def test_an_error_of_the_servers_ends_no_connection(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(exc.OperationalError):
            connection.execute(text("SET LOCAL statement_timeout = 1; SELECT pg_sleep(0.1)"))
        connection.rollback()
        assert not connection.invalidated
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_postgresql_ends_waiting_for_locks_and_transactions_that_were_left(
    engine: Engine,
) -> None:
    assert {name: one(engine, f"SHOW {name}") for name in postgres.SESSION} == {
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "1min",
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "3",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "10000",
    }


def test_a_command_waits_for_as_long_as_it_takes(session_postgres: PostgresServer) -> None:
    assert postgres.patience() is None  # no event loop here that somebody waits for
    url = session_postgres.url.replace("+psycopg", "")
    connection = postgres.connect(postgres.patience(), url)
    try:
        assert isinstance(connection, psycopg.Connection)
        assert connection.execute(f"SELECT 1 FROM pg_sleep({SILENCE})").fetchone() == (1,)
    finally:
        connection.close()
