"""The documentation page, from the same document that programs read."""

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
    """Complete the document, and attach the page."""
    openapi.complete(app, api)
    page: Page = view(api.spec.to_dict())  # routes and schemas do not change while we run
    blueprint = Blueprint("docs", __name__)

    @blueprint.get("/api/docs")
    def show() -> str:
        return render_template("api/docs.html", page=page, codes=CODES)

    app.register_blueprint(blueprint)
