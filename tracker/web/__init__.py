"""HTTP: JSON under /api, pages for people."""

from typing import TYPE_CHECKING

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from tracker import config
from tracker.web import (
    api,
    headers,
    languages,
    metrics,
    packing,
    pages,
    probes,
    refusals,
    request_log,
    statics,
    worker,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class NoSession(SessionInterface):
    """Flask's signed cookie is not used: a session is a row, and the guard has found it."""

    def open_session(self, app: Flask, request: Request) -> None:
        """Leave it out."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing to save."""


def counted(application: "WSGIApplication") -> "WSGIApplication":
    """Count what an application answers."""
    return metrics.Counted(application)


def register(app: Flask) -> None:
    """Attach everything that is reached by HTTP."""
    request_log.register(app)
    headers.register(app)
    languages.register(app)
    packing.register(app)
    statics.register(app, config.ROOT / "static")
    refusals.register(app)
    probes.register(app)
    metrics.register(app)
    worker.register(app)
    api.register(app)
    pages.register(app)
