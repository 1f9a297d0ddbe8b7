"""HTTP: JSON under /api, pages for people."""

from flask import Flask

from tracker.web import api, headers, pages, probes
from tracker.web.api import problems


def register(app: Flask) -> None:
    """Attach everything that is reached by HTTP."""
    headers.register(app)
    problems.register(app)
    probes.register(app)
    api.register(app)
    pages.register(app)
