"""Refusals as problem documents (RFC 9457): one shape for the guard, the API and the sockets."""

from collections.abc import Iterator, Mapping
from typing import Any

from tracker.services import errors

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


def flatten(messages: Mapping[Any, Any]) -> dict[str, list[str]]:
    """Turn marshmallow's nested messages into `{"cadence": ["times: message"]}`."""
    return {
        "body" if key == "_schema" else _printable(key): list(_said(value))
        for key, value in messages.items()
    }


def _said(messages: Any, path: str = "") -> Iterator[str]:
    if not isinstance(messages, Mapping):
        yield from (f"{path}: {message}" if path else str(message) for message in messages)
        return
    for key, value in messages.items():
        step = "" if key == "_schema" else _printable(key)
        yield from _said(value, ".".join(filter(None, (path, step))))


def _printable(key: Any) -> str:
    return str(key).encode("utf-8", "replace").decode()


def busy() -> dict[str, Any]:
    """Return the problem document of a store that is busy or full."""
    return problem(503, "busy", "The store is busy or full. Try again.")


def too_large() -> dict[str, Any]:
    """Return the problem document of a socket message that is too long."""
    return problem(413, "too_large", "That is too much at once.")


def too_many_events() -> dict[str, Any]:
    """Return the problem document of a socket that says too much."""
    return problem(429, "too_many_tries", "Too many tries. Wait a little and try again.")
