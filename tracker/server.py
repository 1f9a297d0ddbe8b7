"""The production server for one process: gevent's own."""

import errno
import gc
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import gevent
import structlog
from flask import Flask
from gevent.pywsgi import WSGIHandler, WSGIServer

from tracker import (
    ballast,
    clock,
    ending,
    environs,
    framing,
    guard,
    jobs,
    metrics,
    patience,
    stopping,
    store,
)
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import schema_version, undone_again

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)


class Handler(WSGIHandler):
    """One connection."""

    server: "Server"
    polled: int | None = None
    """How often the loop had looked for what has come when the last request began."""
    ignored_socket_errors = (errno.EPIPE, errno.ECONNRESET, errno.ETIMEDOUT, errno.EHOSTUNREACH)
    """How it is said that a reader is gone: nothing to log. The third: `patience.UNREAD`."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        # Without it a keep-alive POST is answered after 44 ms (Nagle and delayed ACK).
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        patience.bound(sock)
        super().__init__(sock, *args, **kwargs)

    def handle(self) -> None:
        """Answer whatever comes on this connection."""
        server = self.server
        server.connections += 1
        try:
            super().handle()
        except OSError:
            pass  # gone before it was told what was wrong with its request
        finally:
            server.patience.over(self)
            server.leave()

    def read_requestline(self) -> str:
        """Read the first line of a request; from then on its head is waited for."""
        waiting = self.server.patience
        waiting.wait(self, patience.IDLE if self.requestline else patience.HEAD)
        line: str = super().read_requestline()
        if self.polled == self.server.loop.iteration:
            # It was there already: a client that sends hundreds at once would else have all of
            # them answered before anybody else has their turn.
            gevent.sleep(0)
        self.polled = self.server.loop.iteration
        waiting.wait(self, patience.HEAD)
        return line

    def MessageClass(self, fp: Any, *_args: Any) -> Any:  # noqa: N802 - pywsgi's name
        """Read the head of a request; where it is not plain, the answer is 400 and the end."""
        return framing.read_head(fp)

    def _write_with_headers(self, data: bytes) -> None:
        """Send the head and what is there of the body at once.

        pywsgi sends them one after the other: two calls, two packets, and a client that is woken
        twice.
        """
        self.headers_sent = True
        self.finalize_headers()
        handler: Any = self  # what its stubs call text is bytes by now
        fields = [b"%b: %b\r\n" % field for field in handler.response_headers]
        head = b"HTTP/1.1 %b\r\n%b\r\n" % (handler.status, b"".join(fields))
        if self.response_use_chunked:
            data = b"%x\r\n%b\r\n" % (len(data), data) if data else b""
        handler._sendall(head + data)

    def handle_one_response(self) -> None:
        """Answer one request, which the process's end waits for."""
        running, waiting = self.server.running, self.server.patience
        running.add(self)
        if self.keeps_waiting():
            waiting.wait(self, patience.BODY)
        else:
            waiting.over(self)
        try:
            super().handle_one_response()
        finally:
            running.discard(self)
            waiting.over(self)

    def keeps_waiting(self) -> bool:
        """Tell whether something of the request has not come yet."""
        if self not in self.server.running:
            return True  # its head
        body: Any = self.wsgi_input
        if body.chunked_input:
            return bool(body.chunk_length)  # 0 at the end, -1 before the beginning
        return bool(body.position < (body.content_length or 0))

    def let_go(self) -> None:
        """End the connection, whoever reads from it right now."""
        self.close_connection = True
        wire: Any = self.socket
        # The socket beneath gevent's, so that it ends as if the client had ended it.
        with suppress(OSError, AttributeError):  # or it has just ended by itself
            wire._sock.shutdown(socket.SHUT_RDWR)

    def _handle_client_error(self, ex: Exception) -> Any:
        """Answer what cannot be read; who is gone in the middle of it gets no line in the log."""
        if isinstance(ex, OSError):
            return None
        return super()._handle_client_error(ex)  # type: ignore[misc]

    def finalize_headers(self) -> None:
        """Close the line after the answer once this process is to stop: the next goes elsewhere."""
        if self.server.stop_.told.is_set() and not self.close_connection:
            self.close_connection = True
            headers: Any = self.response_headers
            headers.append((b"Connection", b"close"))
        super().finalize_headers()

    def run_application(self) -> None:
        """Answer one request; what was a websocket is not used again."""
        super().run_application()
        if self.status is None:
            self.close_connection = True

    def log_request(self) -> None:
        """Log nothing: a request line may hold an invitation."""


class Server(WSGIServer):
    """What listens, and knows what it is answering, and whom it waits for."""

    backlog = 1024
    """Connections that may wait to be taken in: of a burst beyond it, each would lose a second."""

    def __init__(
        self, settings: Settings, application: "WSGIApplication", stop: stopping.Stop
    ) -> None:
        self.running: set[Handler] = set()
        self.patience = patience.Patience()
        self.connections = 0
        self.most = patience.most_clients()
        self.stop_ = stop
        super().__init__(
            (settings.bind, settings.port),
            application,
            log=None,
            error_log=None,
            handler_class=Handler,
        )

    def full(self) -> bool:
        """Tell whether nobody else is taken in for now."""
        return self.connections >= self.most

    def leave(self) -> None:
        """Note that a connection has ended; whoever waits to be taken in may come."""
        self.connections -= 1
        if self.connections == self.most - 1:
            self._start_accepting_if_started()  # type: ignore[attr-defined]


def hindrance(app: Flask) -> str | None:
    """Return why this code must not serve this store, in words for the operator; None if it may.

    A store that cannot be reached is none: it may come up later than we do, see /readyz.
    """
    with app.app_context():
        state = schema_version.state()
        db.session.remove()
        db.engine.dispose()  # workers that are forked off must not share a connection
    return schema_version.HINDRANCES.get(state)


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
    """Keep room on SQLite's disk for whoever signs out or leaves once it is full.

    Where it is so full that the database or the queue cannot be opened, which takes a small file
    beside each, what was kept is given up at once: people can read then.
    """
    queue = jobs.of(app)
    with app.app_context():
        if ballast.lay(db.engine) and not (store.opens(db.engine) and queue.opens()):
            ballast.release(db.engine)
    queue.close()  # workers that are forked off must not share it


def serve(app: Flask) -> None:
    """Serve until SIGTERM or SIGINT, and do what nobody waits for where it is to be done here."""
    settings: Settings = app.config["WOVEN"]
    _run(app, app, does_jobs=settings.jobs_here, seconds=settings.stop_seconds)


def work(app: Flask) -> None:
    """Do what nobody waits for until SIGTERM or SIGINT; of all addresses the probes answer."""
    _run(app, probes_of(app), does_jobs=True, seconds=0)  # there is nobody to be sent elsewhere


def probes_of(app: Flask) -> "WSGIApplication":
    """Return an application that answers who watches it, and nobody else."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO") in environs.PROBES:
            return app(environ, start_response)
        return guard.refuse(start_response, 404, "not_found", "This process serves no pages.")

    return answer


def _run(app: Flask, application: "WSGIApplication", *, does_jobs: bool, seconds: float) -> None:
    gevent.get_hub().print_exception = say_where  # type: ignore[method-assign,assignment]
    settings: Settings = app.config["WOVEN"]
    stop = stopping.of(app)
    server = Server(settings, application, stop)
    metrics.add(app, lambda: [metrics.Reading("woven_requests_running", len(server.running))])
    gevent.signal_handler(signal.SIGTERM, stop.tell)
    gevent.signal_handler(signal.SIGINT, lambda: stop.tell(hurry=True))
    # Thousands of idle sockets are long-lived objects: keep the collector from walking them.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        server.start()
    except OSError as error:
        sys.exit(f"woven: cannot listen on {settings.bind}:{settings.port}: {error.strerror}")
    gevent.spawn(server.patience.look_forever, gevent.sleep)
    if does_jobs:
        jobs.of(app).begin()
    log.info("serving", address=f"http://{settings.bind}:{settings.port}", jobs=does_jobs)
    stop.told.wait()
    ending.end(app, server, seconds)
