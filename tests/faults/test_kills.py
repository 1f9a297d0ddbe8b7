"""A little of F1 (`python -m tests.faults.kills`): no kill loses or doubles a tick."""

import pytest

from tests.faults import kills
from tests.support.servers import or_skip, postgres_server

KILLS = 5
"""Of each store: most of the time goes by while servers start."""


@pytest.mark.timeout(120)
def test_killing_the_server_loses_and_doubles_nothing_on_sqlite() -> None:
    figures = kills.run(KILLS)
    assert figures.is_clean, figures


@pytest.mark.timeout(120)
def test_killing_the_server_or_postgresql_loses_and_doubles_nothing() -> None:
    with or_skip(postgres_server(fsync=True)) as postgres:
        figures = kills.run(KILLS, postgres)
    assert figures.is_clean, figures
