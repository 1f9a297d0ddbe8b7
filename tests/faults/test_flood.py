"""A tenth of F13 (`python -m tests.faults.flood`): who says nothing holds up nobody."""

from pathlib import Path

import pytest

from tests.faults import flood


@pytest.mark.timeout(120)
def test_a_flood_is_let_go_while_pages_go_on_answering(template: Path) -> None:
    report = flood.run(20, 500, haste=60, template=template, answers=2_000)
    assert report.is_clean, str(report)
