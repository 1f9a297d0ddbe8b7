"""That this process was told to stop, and how much of a hurry it is in."""

import math
import threading
import time
from collections.abc import Callable
from typing import cast

from flask import Flask

_STOP = "woven_stop"
LOOK_SECONDS = 0.02
"""Between two looks at what is waited for."""
HURRY_SECONDS = 1.0
"""What was begun has so long to end, once there is a hurry."""


class Stop:
    """Told once, a process ends in good order; told again, it waits for nothing that may wait."""

    def __init__(self) -> None:
        self.told = threading.Event()
        self.hurry = threading.Event()
        self._latest = math.inf

    def tell(self, *, hurry: bool = False) -> None:
        """Tell the process to stop; a second time is a hurry in any case."""
        if hurry or self.told.is_set():
            self._latest = min(self._latest, time.monotonic() + HURRY_SECONDS)
            self.hurry.set()
        self.told.set()

    def pause(self, seconds: float) -> None:
        """Wait, unless there is a hurry."""
        if seconds > 0:
            self.hurry.wait(seconds)

    def wait_until(self, done: Callable[[], bool], deadline: float) -> bool:
        """Wait until something is done, at most until `deadline` (monotonic); tell whether it is.

        In a hurry it has HURRY_SECONDS.
        """
        while not done():
            if time.monotonic() >= min(deadline, self._latest):
                return done()
            time.sleep(LOOK_SECONDS)
        return True


def of(app: Flask) -> Stop:
    """Return what an application knows of its process's end."""
    return cast(Stop, app.extensions.setdefault(_STOP, Stop()))
