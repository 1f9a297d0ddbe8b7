"""The evening on which agreements are tested: a Wednesday, with weeks from Monday."""

from datetime import UTC, date, datetime, timedelta

import time_machine

Clock = time_machine.TimeMachineFixture

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)


def day(offset: int) -> str:
    """Return a date so many days from that evening."""
    return (TODAY + timedelta(days=offset)).isoformat()
