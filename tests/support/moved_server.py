"""A real server whose clock is moved, and may be moved on while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import time_machine

from tests.support.server import LiveServer
from tracker import clock


class MovedServer(LiveServer):
    """A real server that begins at another time; its clock then runs as clocks do."""

    command = ("-m", "tests.support.moved_clock")

    def __init__(self, folder: Path, at: datetime, **kwargs: Any) -> None:
        """Take a folder of its own and the instant, aware, that it is when the server starts."""
        super().__init__(folder, **kwargs)
        self.environ["CLOCK_FILE"] = str(folder / "clock")
        self.ahead = 0.0
        self.move(at)

    def move(self, to: datetime) -> None:
        """Let it be that instant now."""
        self.ahead = (to - clock.now()).total_seconds()
        after = self.folder / "clock.next"
        after.write_text(str(self.ahead))
        after.replace(self.folder / "clock")  # at once: the server may be reading it

    @contextmanager
    def its_time(self) -> Iterator[None]:
        """Let the server's time be this process's too, for what is done by its `app`."""
        with time_machine.travel(clock.now().timestamp() + self.ahead):
            yield
