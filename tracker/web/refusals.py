"""Answer every refusal: programs with its problem document, people with a page of it."""

from typing import Any

import structlog
from flask import Flask, Response, current_app, json, request
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from tracker import guard, store
from tracker.problems import TITLES, BadShape, busy, of_refusal, problem
from tracker.services import errors
from tracker.spoken import N_
from tracker.web.audience import error_page, is_api

log = structlog.get_logger(__name__)

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
    400: N_("This request cannot be read."),
    404: N_("There is nothing here for you."),
    405: N_("This address does not take that method."),
    413: N_("That is too much at once."),
    415: N_("Send JSON."),
    500: N_("Something went wrong on our side."),
}


def answer(document: dict[str, Any], retry_after: int | None = None) -> Response:
    """Return a problem document as a response, to people in words."""
    if not is_api():
        return error_page(document, retry_after)
    response = Response(
        json.dumps(document), document["status"], mimetype="application/problem+json"
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def register(app: Flask) -> None:
    """Answer every refusal, whoever is asking."""

    @app.errorhandler(errors.Refusal)
    def refused(refusal: errors.Refusal) -> Response:
        retry = refusal.retry_after if isinstance(refusal, errors.TooMany) else None
        return answer(of_refusal(refusal), retry)

    @app.errorhandler(BadShape)
    def misshapen(error: BadShape) -> Response:
        return answer(error.document())

    @app.errorhandler(store.StoreBusy)
    def unavailable(error: store.StoreBusy) -> Response:
        return answer(busy(), 2)

    @app.errorhandler(exc.TimeoutError)
    @app.errorhandler(exc.DBAPIError)
    def lost(error: exc.DBAPIError | exc.TimeoutError) -> Any:
        # A read, for `writing` has its own eye on this: the pool is empty, or PostgreSQL went away.
        if isinstance(error, exc.TimeoutError) or store.is_busy(error):
            return answer(busy(), 2)
        return unexpected(error)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        return answer_http(error)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Any:
        if current_app.testing or current_app.debug:
            raise error
        principal = request.environ.get(guard.PRINCIPAL)
        person = None if principal is None else principal.person_id
        log.exception("unexpected", route=request.endpoint, person=person)
        return answer(problem(500, "internal", DETAILS[500]))


def answer_http(error: HTTPException) -> Response:
    """Answer what Werkzeug refused; a wrong method together with the right ones."""
    response = answer(of_http(error))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def of_http(error: HTTPException) -> dict[str, Any]:
    """Return the problem document of what Werkzeug refused."""
    status = error.code or 500
    return problem(
        status, HTTP_CODES.get(status, "refused"), DETAILS.get(status, TITLES.get(status, "Error"))
    )
