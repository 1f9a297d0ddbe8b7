"""A little of F12 (`python -m tests.faults.backups`): what is backed up while people tick."""

from pathlib import Path

import pytest

from tests.faults import backups
from tests.faults.budget import Budget
from tests.support.server import served
from tests.support.servers import PostgresServer

ROUNDS = Budget(2, 4.0)


@pytest.mark.timeout(120)
def test_a_backup_is_a_state_that_there_was_on_sqlite(template: Path) -> None:
    with served(template=template) as server:
        report = backups.run(ROUNDS, server, rows=20_000, quiet=0.3, is_full=False)
    assert report.is_clean, report


@pytest.mark.timeout(120)
def test_a_backup_is_a_state_that_there_was_on_postgresql(
    session_postgres: PostgresServer, postgres_template: str
) -> None:
    with served(database_url=session_postgres.new_database(postgres_template)) as server:
        report = backups.run(Budget(1), server, rows=2_000, quiet=0.3, is_full=False)
    assert report.is_clean, report
