"""The pace of a backup, and that PostgreSQL's programs are held to it."""

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tracker.services.backups import pace, postgres_client
from tracker.services.backups.pace import Pace

URL = "postgresql+psycopg://db.example/woven"
BYTES = 400_000


@dataclass
class Hours:
    """A clock of its own, which moves when somebody works or sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_it_pauses_three_times_as_long_as_it_worked_and_never_long() -> None:
    hours = Hours()
    mine = Pace(clock=lambda: hours.now, sleep=hours.sleep)
    for worked in (0.002, 0.002, 0.002, 0.02, 5.0):
        hours.now += worked
        mine.rest()
    assert hours.slept == pytest.approx([0.018, 0.06, pace.LONGEST])


def test_where_nobody_is_served_it_never_pauses() -> None:
    hours = Hours()
    mine = Pace(0, clock=lambda: hours.now, sleep=hours.sleep)
    hours.now += 5
    mine.rest()
    assert hours.slept == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a pipe's size cannot be chosen")
def test_a_program_writes_little_ahead_of_us(tmp_path: Path) -> None:
    target, ahead = tmp_path / "dump", tmp_path / "ahead"
    said = f"""
import os
for number in range({BYTES} // 1000):
    os.write(1, b"x" * 1000)
    with open({str(ahead)!r}, "w") as file:
        file.write(str(number * 1000))
"""
    seen: list[int] = []

    class Watched(Pace):
        def rest(self) -> None:
            if not seen:
                time.sleep(0.3)  # all this time it could write on
                seen.append(int(ahead.read_text() or 0))

    postgres_client.write([sys.executable, "-c", said], URL, target, Watched())
    assert seen[0] <= 4 * postgres_client.PIPE
    assert target.stat().st_size == BYTES
