"""A little of F1 (`python -m tests.faults.kills`): no kill loses or doubles a tick.

On SQLite: on PostgreSQL a web process is killed in tests/faults/test_postgres_restarts.py.
"""

from pathlib import Path

import pytest

from tests.faults import kills
from tests.faults.budget import Budget

KILLS = 3
"""A server that starts costs more than all that is asked of it."""


@pytest.mark.timeout(120)
def test_killing_the_server_loses_and_doubles_nothing_on_sqlite(template: Path) -> None:
    report = kills.run(Budget(KILLS), template=template)
    assert report.is_clean, report
