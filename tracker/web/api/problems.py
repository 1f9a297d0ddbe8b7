"""Every refusal as a problem document (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, Response, current_app, json, request
from werkzeug.exceptions import HTTPException

from tracker import store
from tracker.services import errors

log = structlog.get_logger(__name__)

STATUS: dict[type[errors.Refusal], int] = {
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.Invalid: 422,
    errors.TooMany: 429,
}
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    413: "too_large",
    415: "not_json",
    500: "internal",
}
DETAILS = {
    400: "This request cannot be read.",
    404: "There is nothing here for you.",
    405: "This address does not take that method.",
    413: "That is too much at once.",
    415: "Send JSON.",
    500: "Something went wrong on our side.",
}


def problem(
    status: int, code: str, detail: str, fields: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """Return a problem document. `fields`, for 422, maps a field's name to its messages."""
    document: dict[str, Any] = {
        "type": f"/api/docs#{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if fields is not None:
        document["errors"] = fields
    return document


def of_refusal(refusal: errors.Refusal) -> dict[str, Any]:
    """Return the problem document of a use case's refusal."""
    fields = None
    if isinstance(refusal, errors.Invalid):
        fields = {refusal.field: [refusal.detail]}
    return problem(STATUS[type(refusal)], refusal.code, refusal.detail, fields)


class BadShape(Exception):
    """A body or query that does not have the form asked for: 422."""

    def __init__(self, messages: Mapping[Any, Any]) -> None:
        super().__init__("bad shape")
        self.fields = flatten(messages)

    def document(self) -> dict[str, Any]:
        """Return the problem document."""
        return problem(422, "invalid", "Some of this is not as it should be.", self.fields)


def flatten(messages: Mapping[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    """Turn marshmallow's nested messages into `{"cadence.times": [message]}`."""
    flat: dict[str, list[str]] = {}
    for key, value in messages.items():
        name = prefix if key == "_schema" else f"{prefix}.{key}" if prefix else str(key)
        name = name.encode("utf-8", "replace").decode()
        if isinstance(value, Mapping):
            flat |= flatten(value, name)
        else:
            flat.setdefault(name or "body", []).extend(map(str, value))
    return flat


def answer(document: dict[str, Any], retry_after: int | None = None) -> Response:
    """Return a problem document as a response."""
    response = Response(
        json.dumps(document), document["status"], mimetype="application/problem+json"
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def is_api() -> bool:
    """Tell whether a program is asking; people get pages."""
    return request.path == "/api" or request.path.startswith("/api/")


def register(app: Flask) -> None:
    """Answer every refusal under /api with its problem document."""

    @app.errorhandler(errors.Refusal)
    def refused(refusal: errors.Refusal) -> Response:
        retry = refusal.retry_after if isinstance(refusal, errors.TooMany) else None
        return answer(of_refusal(refusal), retry)

    @app.errorhandler(BadShape)
    def misshapen(error: BadShape) -> Response:
        return answer(error.document())

    @app.errorhandler(store.StoreBusy)
    def busy(error: store.StoreBusy) -> Response:
        return answer(problem(503, "busy", "The store is busy or full. Try again."), 2)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if not is_api():
            return error
        return answer(of_http(error))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Any:
        if current_app.testing or current_app.debug:
            raise error
        log.exception("unexpected", route=request.endpoint)
        return answer(problem(500, "internal", DETAILS[500]))


def of_http(error: HTTPException) -> dict[str, Any]:
    """Return the problem document of what Werkzeug refused."""
    status = error.code or 500
    return problem(
        status, HTTP_CODES.get(status, "refused"), DETAILS.get(status, TITLES.get(status, "Error"))
    )
