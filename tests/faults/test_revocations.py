"""A tenth of F10 (`python -m tests.faults.revocations`): what has ended is in force at once."""

from pathlib import Path

import pytest

from tests.faults import revocations


@pytest.mark.timeout(120)
def test_what_has_ended_lets_nobody_in_and_tells_nobody_anything(template: Path) -> None:
    figures = revocations.run(20, template)
    assert figures.is_clean, figures
