"""The production server for one process: gevent's own."""

import gc
import signal
import socket
import sys
from typing import Any

import gevent
import structlog
from flask import Flask
from gevent.pywsgi import WSGIHandler, WSGIServer

from tracker import ballast, clock, framing, jobs
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import schema_version, undone_again

log = structlog.get_logger(__name__)


class Handler(WSGIHandler):
    """One connection."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        # Without it a keep-alive POST is answered after 44 ms (Nagle and delayed ACK).
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(sock, *args, **kwargs)

    def MessageClass(self, reader: framing.Reader, *args: Any) -> Any:  # noqa: N802 - pywsgi's name
        """Read the head of a request; where it is not plain, the answer is 400 and the end."""
        lines: Any = framing.Lines(reader)
        headers = super().MessageClass(lines, *args)
        if not framing.is_plain(lines.read):
            headers.status = headers.status or "where it ends is not plain"
        return headers

    def run_application(self) -> None:
        """Answer one request; what was a websocket is not used again."""
        super().run_application()
        if self.status is None:
            self.close_connection = True

    def log_request(self) -> None:
        """Log nothing: a request line may hold an invitation."""


def hindrance(app: Flask) -> str | None:
    """Return why this code must not serve this store, in words for the operator; None if it may.

    A store that cannot be reached is none: it may come up later than we do, see /readyz.
    """
    with app.app_context():
        state = schema_version.state()
        db.session.remove()
        db.engine.dispose()  # workers that are forked off must not share a connection
    if state == "newer":
        return (
            "the database was made by a newer version of Woven, and this one would harm it. "
            "Start the newer version again, or restore a backup of before."
        )
    if state == "old":
        return "the database is not up to date. Run: flask --app wsgi db upgrade"
    return None


def undo_again(app: Flask) -> None:
    """Undo what came back with an older backup, before anybody can read it.

    Where the store cannot be reached yet, nobody can; the job does it once it can.
    """
    settings: Settings = app.config["WOVEN"]
    with app.app_context():
        try:
            undone_again.again(settings.undone_list, clock.now())
        except Exception as error:
            log.warning("undone_again_put_off", error=type(error).__name__)
        finally:
            db.session.remove()
            db.engine.dispose()  # as in `hindrance`


def say_where(_context: Any, kind: Any, error: Any, trace: Any) -> None:
    """Log what ended a greenlet as any other error; gevent would print what it says."""
    log.error("greenlet_failed", exc_info=(kind, error, trace))


def keep_room(app: Flask) -> None:
    """Keep room on SQLite's disk for whoever signs out or leaves once it is full."""
    with app.app_context():
        ballast.lay(db.engine)


def serve(app: Flask) -> None:
    """Serve until SIGTERM or SIGINT."""
    gevent.get_hub().print_exception = say_where  # type: ignore[method-assign,assignment]
    settings: Settings = app.config["WOVEN"]
    server = WSGIServer(
        (settings.bind, settings.port), app, log=None, error_log=None, handler_class=Handler
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, 5)
    # Thousands of idle sockets are long-lived objects: keep the collector from walking them.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        server.start()
    except OSError as error:
        sys.exit(f"woven: cannot listen on {settings.bind}:{settings.port}: {error.strerror}")
    jobs.of(app).start()
    log.info("serving", address=f"http://{settings.bind}:{settings.port}")
    server.serve_forever()
