"""One log line a request, at level debug: ids, route and status, never a path, query or body."""

import time
import uuid

import structlog
from flask import Flask, Response, g, request

from tracker import guard
from tracker.config import Settings

log = structlog.get_logger(__name__)

UNLOGGED = frozenset({"reading.show", "guidance.show", "guidance.get_help", "settings.check"})
"""Endpoints of which nothing is kept at all: that somebody opened them is for nobody to know."""


def register(app: Flask) -> None:
    """At level debug, give each request an id that all its log lines carry, and log its answer."""
    settings: Settings = app.config["WOVEN"]
    if settings.log_level != "debug":
        return

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:16])

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint in UNLOGGED:
            return response
        principal = request.environ.get(guard.PRINCIPAL)
        log.debug(
            "answered",
            method=request.method,
            # The rule, not the path: a path may hold an invitation's code.
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            person=principal.person_id if principal else None,
            ms=round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
        )
        return response
