"""A tenth of F14 (`python -m tests.faults.zones`): no change of clocks makes a day too many."""

import pytest
from flask import Flask

from tests.faults import zones
from tests.faults.budget import Budget

COUPLES, SECONDS = 40, 2.5


@pytest.mark.store("sqlite")
def test_around_a_change_of_clocks_what_counts_is_what_the_wall_says(app: Flask) -> None:
    report = zones.run(app, Budget(COUPLES, SECONDS))
    assert report.is_clean, str(report)
