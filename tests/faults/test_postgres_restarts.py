"""A little of F9 (`python -m tests.faults.postgres_restarts`): nothing is lost, and it recovers.

A web process is killed in it as well, as by F1. Silences are in tests/test_postgres.py, where they
are short.
"""

import pytest

from tests.faults import postgres_restarts
from tests.faults.budget import tenth
from tests.support.servers import or_skip, postgres_server


@pytest.mark.timeout(120)
def test_postgresql_and_processes_may_be_killed_and_connections_break_while_people_tick() -> None:
    with or_skip(postgres_server(fsync=True)) as postgres:
        report = postgres_restarts.run(
            postgres, 2, restarts=tenth(20, 10), cuts=tenth(40, 3), power_cuts=1, silence=0
        )
    assert report.is_clean, report
