"""HTML: form in, the same service, template out."""

from flask import Flask


def register(app: Flask) -> None:
    """Attach the pages."""
