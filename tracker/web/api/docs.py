"""The documentation page, from the same document that programs read."""

from typing import Any

from flask import Flask

from tracker.web.api.blueprint import Api

SPEC: dict[str, Any] = {}


def register(app: Flask, api: Api) -> None:
    """Attach the page."""
