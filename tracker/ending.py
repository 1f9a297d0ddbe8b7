"""How a process that serves ends: nothing that was begun is cut off, and nothing is lost.

First it says by /readyz that it stops, and goes on serving until the proxy has seen it. Then its
sockets are sent to the other processes, a few at a time; then nobody new is let in, what is being
answered is answered, and what waits to be handed on is handed on.
"""

import time
from collections.abc import Collection
from typing import Any, Protocol

import structlog
from flask import Flask

from tracker import environs, jobs, live, stopping
from tracker.background import Courier
from tracker.extensions import db

log = structlog.get_logger(__name__)

FINISH_SECONDS = 8.0
"""How long requests and jobs that were begun may take to end, all together."""
GOODBYE_SECONDS = 2.0
"""How long sockets may take to be closed."""
SHARE = 0.5
"""Of the seconds in which it goes on serving: until its sockets are told, one after the other."""


class Serving(Protocol):
    """A server as it is ended."""

    @property
    def running(self) -> Collection[Any]:
        """Return what is being answered, open sockets among it."""

    def close(self) -> None:
        """Let nobody in."""


def end(app: Flask, server: Serving, seconds: float) -> None:
    """Take the steps, serving for so many seconds yet; returns when the process may go."""
    stop, queue, feed = stopping.of(app), jobs.of(app), live.of(app)
    began = time.monotonic()
    log.info("stopping", seconds=seconds)
    queue.take_no_more()
    stop.pause(seconds * SHARE)
    feed.farewell(stop, seconds * (1 - SHARE))
    stop.pause(began + seconds - time.monotonic())
    server.close()

    deadline = time.monotonic() + FINISH_SECONDS
    cut = not stop.wait_until(lambda: not _requests(server), deadline)
    feed.farewell(stop, 0)  # those who had come in just before
    gone = time.monotonic() + GOODBYE_SECONDS
    stop.wait_until(lambda: not server.running, min(deadline, gone))
    cut |= not stop.wait_until(lambda: not queue.is_working, deadline)
    left = sum(_flush(courier, stop, deadline) for courier in (queue.courier, *feed.couriers))
    queue.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    log.info("stopped", cut_off=cut, left=left)


def _requests(server: Serving) -> list[Any]:
    """Return what is being answered; a socket is open until it is closed, and no request."""
    return [
        one for one in server.running if not environs.is_socket(str(one.environ.get("PATH_INFO")))
    ]


def _flush(courier: Courier[Any], stop: stopping.Stop, deadline: float) -> int:
    """See that what waits is carried; return how much was not."""
    stop.wait_until(lambda: courier.is_idle, deadline)
    return len(courier)
