"""`python wsgi.py` with so much less patience as HASTE says, counting itself on SIGUSR1.

What it counts stands in `counted.json` in INSTANCE_DIR then: greenlets, and who is waited for.
"""

from gevent import monkey

monkey.patch_all()  # as in wsgi.py: first of all

import gc
import json
import os
import runpy
import signal
from pathlib import Path
from typing import Any

import gevent

from tracker import patience, server
from tracker.live import websocket


class Counted(server.Server):
    """The server, which is found by this."""

    one: "Counted"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Counted.one = self


def count() -> dict[str, int]:
    """Count what a flood could make more of."""
    return {
        "greenlets": sum(isinstance(one, gevent.Greenlet) for one in gc.get_objects()),
        "connections": Counted.one.connections,
        "waited for": len(Counted.one.patience.waiting),
    }


def write() -> None:
    """Write down what is counted."""
    file = Path(os.environ["INSTANCE_DIR"], "counted.json")
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(count()))
    fresh.replace(file)


def main() -> None:
    """Serve."""
    haste = float(os.environ["HASTE"])
    patience.HEAD /= haste
    patience.BODY /= haste
    patience.IDLE /= haste
    patience.ROUND /= haste
    patience.UNREAD = max(1, round(patience.UNREAD / haste))
    websocket.OPENING_SECONDS /= haste
    server.Server = Counted  # type: ignore[misc]
    gevent.signal_handler(signal.SIGUSR1, write)
    runpy.run_path("wsgi.py", run_name="__main__")


if __name__ == "__main__":
    main()
