"""The documentation page, from the same document that programs read."""

from functools import cache
from threading import Lock
from typing import Any

from flask import Blueprint, Flask, Response, render_template
from markupsafe import Markup

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

    # Both are long and for everybody alike: written anew each time, they took as much as ten pages.
    @cache
    def written() -> str:
        return app.json.dumps(document())

    @cache
    def words() -> Markup:
        page: Page = view(document())
        return Markup(render_template("api/_words.html", page=page, codes=CODES))  # noqa: S704

    @blueprint.get("/api/openapi.json")
    def openapi_json() -> Response:
        return Response(written(), mimetype="application/json")

    @blueprint.get("/api/docs")
    def show() -> str:
        return render_template("api/docs.html", words=words())

    app.register_blueprint(blueprint)
