"""`python wsgi.py`, with its clock moved: what tests/support/moved_server.py starts.

So many seconds are added to the one reader of wall time as the file says that CLOCK_FILE names.
"""

from gevent import monkey

monkey.patch_all()  # as in wsgi.py: first of all

import os
import runpy
from datetime import datetime, timedelta
from pathlib import Path

from tracker import clock


def main() -> None:
    """Serve."""
    file, true_now = Path(os.environ["CLOCK_FILE"]), clock.now

    def now() -> datetime:
        return true_now() + timedelta(seconds=float(file.read_text()))

    clock.now = now
    runpy.run_path("wsgi.py", run_name="__main__")


if __name__ == "__main__":
    main()
