"""The app for a WSGI server, and `python wsgi.py` for one machine.

`python wsgi.py jobs` serves nobody and does what nobody waits for, beside processes that serve
with JOBS=elsewhere.
"""

import gc
import sys

SERVES = __name__ == "__main__" or "gunicorn" in sys.modules
if SERVES:
    # First of all: what is imported before stays blocking.
    from gevent import monkey

    monkey.patch_all()
    gc.disable()  # nothing of what is imported goes again: looking took a sixth of the start

from tracker import create_app
from tracker.config import SettingError

try:
    app = create_app()
except SettingError as error:
    sys.exit(f"woven: {error}")

if SERVES:
    from tracker import jobs, server

    gc.enable()

    if hindrance := server.hindrance(app):
        sys.exit(f"woven: {hindrance}")
    server.keep_room(app)
    server.undo_again(app)

    if __name__ != "__main__":
        if app.config["WOVEN"].jobs_here:
            jobs.of(app).begin()
    elif sys.argv[1:] == ["jobs"]:
        server.work(app)
    elif sys.argv[1:]:
        sys.exit("woven: python wsgi.py, or python wsgi.py jobs")
    else:
        server.serve(app)
