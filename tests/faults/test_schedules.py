"""Part of F2 (`python -m tests.faults.schedules`): all end where a plain fold of the log ends."""

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from tests.faults import schedules
from tests.faults.budget import Budget
from tests.faults.report import Report


@pytest.mark.store("sqlite")
@pytest.mark.timeout(120)
@pytest.mark.parametrize("part", range(2))
def test_every_schedule_ends_where_the_log_ends(
    app: Flask, time_machine: TimeMachineFixture, part: int
) -> None:
    report = Report("F2")
    schedules.run(app, time_machine, Budget(50, seconds=5), part * 50).tell(report)
    assert report.is_clean, report
