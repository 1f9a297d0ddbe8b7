"""Who an answer is for: programs get JSON, people get pages."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for


def is_api() -> bool:
    """Tell whether a program is asking; people get pages."""
    return request.path == "/api" or request.path.startswith("/api/")


def error_page(problem: dict[str, Any], retry_after: int | None = None) -> Response:
    """Return a problem document in words; who is not signed in is asked to do so."""
    if problem["status"] == 401:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return make_response(redirect(url_for("sign_in.show", next=wanted), 303))
    page = render_template("error.html", problem=problem)
    response = make_response(page, problem["status"])
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
