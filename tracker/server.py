"""The production server for one process: gevent's own."""

import gc
import signal
import socket
from typing import Any

import gevent
import structlog
from flask import Flask
from gevent.pywsgi import WSGIHandler, WSGIServer

from tracker.config import Settings

log = structlog.get_logger(__name__)


class Handler(WSGIHandler):
    """One connection."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        # Without it a keep-alive POST is answered after 44 ms (Nagle and delayed ACK).
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(sock, *args, **kwargs)

    def run_application(self) -> None:
        """Answer one request; what was a websocket is not used again."""
        super().run_application()
        if self.status is None:
            self.close_connection = True

    def log_request(self) -> None:
        """Log nothing: a request line may hold an invitation."""


def serve(app: Flask) -> None:
    """Serve until SIGTERM or SIGINT."""
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
    log.info("serving", address=f"http://{settings.bind}:{settings.port}")
    server.serve_forever()
