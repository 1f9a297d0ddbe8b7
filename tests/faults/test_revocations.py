"""A little of F10 (`python -m tests.faults.revocations`): what has ended is in force at once."""

from pathlib import Path

import pytest

from tests.faults import revocations
from tests.support.server import served


@pytest.mark.timeout(120)
def test_what_has_ended_lets_nobody_in_and_tells_nobody_anything(template: Path) -> None:
    with served(template=template) as server:
        report = revocations.run([server], 1, "one process")
    assert report.is_clean, report
