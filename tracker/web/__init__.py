"""HTTP: JSON under /api, pages for people."""

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from tracker import config
from tracker.web import (
    api,
    headers,
    languages,
    packing,
    pages,
    probes,
    refusals,
    request_log,
    statics,
    worker,
)


class NoSession(SessionInterface):
    """Flask's signed cookie is not used: a session is a row, and the guard has found it."""

    def open_session(self, app: Flask, request: Request) -> None:
        """Leave it out."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing to save."""


def register(app: Flask) -> None:
    """Attach everything that is reached by HTTP."""
    request_log.register(app)
    headers.register(app)
    languages.register(app)
    packing.register(app)
    statics.register(app, config.ROOT / "static")
    refusals.register(app)
    probes.register(app)
    worker.register(app)
    api.register(app)
    pages.register(app)
