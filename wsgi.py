"""The app for a WSGI server, and `python wsgi.py` for one machine."""

import sys

SERVES = __name__ == "__main__" or "gunicorn" in sys.modules
if SERVES:
    # First of all: what is imported before stays blocking.
    from gevent import monkey

    monkey.patch_all()

from tracker import create_app
from tracker.config import SettingError

try:
    app = create_app()
except SettingError as error:
    sys.exit(f"woven: {error}")

if SERVES:
    from tracker import jobs, server

    if hindrance := server.hindrance(app):
        sys.exit(f"woven: {hindrance}")
    server.undo_again(app)
    server.keep_room(app)

    if __name__ == "__main__":
        server.serve(app)
    else:
        jobs.of(app).start()
