"""The documentation page, from the same document that programs read."""

from functools import cache
from threading import Lock
from typing import Any

from flask import Blueprint, Flask, render_template

from tracker.error_codes import CODES
from tracker.web.api import openapi
from tracker.web.api.blueprint import Api
from tracker.web.api.docs_view import Page, view

SPEC: dict[str, Any] = {
    "info": {
        "description": (
            "Woven keeps the habits of two people: what they agreed to do, what each of them "
            "did, and what came of it. Everything the pages do goes through the calls "
            "listed here. What they mean is explained at `/api/docs`."
        ),
    },
    "externalDocs": {"description": "The same for people", "url": "/api/docs"},
}


def register(app: Flask, api: Api) -> None:
    """Attach the document and the page."""
    blueprint = Blueprint("docs", __name__)
    lock = Lock()

    @cache  # routes and schemas do not change while we run
    def make() -> dict[str, Any]:
        api.describe()
        openapi.complete(app, api)
        document: dict[str, Any] = api.spec.to_dict()
        return document

    def document() -> dict[str, Any]:
        with lock:
            return make()

    @blueprint.get("/api/openapi.json")
    def openapi_json() -> dict[str, Any]:
        return document()

    @blueprint.get("/api/docs")
    def show() -> str:
        page: Page = view(document())
        return render_template("api/docs.html", page=page, codes=CODES)

    app.register_blueprint(blueprint)
