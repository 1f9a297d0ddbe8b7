"""How a backup lets the server go on: it works in short spells, and pauses longer than it worked.

Its own programs can be made to wait for others (`nice`), but not the process that PostgreSQL hands
the rows out with: that one sleeps only while nobody takes what it has.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

SPELL = 0.005
"""Seconds of work after which there is a pause."""
PAUSES = 3.0
"""Seconds of pause for each second of work."""
LONGEST = 0.1
"""Seconds that one pause lasts at most: some work cannot be cut into spells."""


@dataclass
class Pace:
    """Pauses now and then; with `pauses=0`, where nobody is served meanwhile, never."""

    pauses: float = PAUSES
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _since: float = field(init=False)

    def __post_init__(self) -> None:
        self._since = self.clock()

    def rest(self) -> None:
        """Pause, where there has been work for a spell. To be called often."""
        worked = self.clock() - self._since
        if not self.pauses or worked < SPELL:
            return
        self.sleep(min(worked * self.pauses, LONGEST))
        self._since = self.clock()
