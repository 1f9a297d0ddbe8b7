"""What one process says to the others, where nobody takes it."""

import pytest
from structlog.testing import capture_logs

from deploy.processes import free_port
from tracker.live import bus as live_bus
from tracker.live.bus import Bus
from tracker.services.changes import Item


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Bus:
    monkeypatch.setattr(live_bus, "TIMEOUT", 0.1)
    return Bus(f"redis://127.0.0.1:{free_port()}/0")


def test_that_redis_is_away_is_said_once_and_again_after_it_was_back(bus: Bus) -> None:
    rows: list[Item] = []
    with capture_logs() as said:
        for _ in range(3):
            bus.send(rows)
        assert [line["event"] for line in said] == ["bus_unreachable"]
        bus.is_up = True  # it has answered meanwhile
        bus.send(rows)
    assert [line["event"] for line in said] == ["bus_unreachable"] * 2
    assert bus.is_up is False
