"""Forms of the pages: refused when forged, read by the same schemas as the API's bodies."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, current_app, request
from marshmallow import Schema, ValidationError

from tracker.services import errors
from tracker.web import said as words
from tracker.web.audience import is_api
from tracker.web.pages import browser

HOME = "/today"
BODY = 64 * 1024
NOT_FIELDS = frozenset({"csrf_token", "next"})
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_DOORS = ("/sign-in", "/sign-up", "/sign-out")

View = TypeVar("View", bound=Callable[..., Any])
Wrong = dict[str, list[str]]
"""Messages by field, under `form` those about all of it."""


def register(app: Flask) -> None:
    """Refuse every write outside the API that is not a form of ours, whatever its route."""

    @app.before_request
    def refuse_forgery() -> None:
        if is_api() or request.method in ("GET", "HEAD", "OPTIONS"):
            return
        if request.endpoint is None or request.routing_exception is not None:
            return
        most = getattr(current_app.view_functions[request.endpoint], "woven_upload", BODY)
        request.max_content_length = request.max_form_memory_size = most
        if browser.has_signed_out() and request.endpoint == "sign_in.sign_out":
            return  # the guard has ended that session, and nobody's is left to forge anything with
        presented = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
        if not browser.is_ours(presented):
            raise errors.Forbidden("csrf_failed", "This did not come from a page of ours.")


def upload(most: int) -> Callable[[View], View]:
    """Return a decorator for a view whose form may hold so many bytes, and little more."""

    def mark(view: View) -> View:
        view.woven_upload = most + BODY  # type: ignore[attr-defined]
        return view

    return mark


def read(
    schema: Schema,
    *,
    numbers: Collection[str] = (),
    optional: Collection[str] = (),
    lists: Collection[str] = (),
) -> tuple[dict[str, Any], Wrong]:
    """Return the form's values as the schema loads them, and by field what is wrong with it.

    A form knows text alone: `numbers` are read as such; what is empty in `optional` is left out;
    of `lists` there may be several.
    """
    given: dict[str, Any] = {}
    for name, text in request.form.items():
        if name in NOT_FIELDS or (name in optional and not text.strip()):
            continue
        if name in lists:
            given[name] = request.form.getlist(name)
            continue
        is_number = name in numbers and re.fullmatch(r"[0-9]{1,9}", text)
        given[name] = int(text) if is_number else text
    return loaded(schema, given)


def loaded(schema: Schema, given: Mapping[str, Any]) -> tuple[dict[str, Any], Wrong]:
    """Return values as the schema loads them, and by field what is wrong with them."""
    try:
        return dict(schema.load(given)), {}
    except ValidationError as error:
        return {}, {str(name): texts(said) for name, said in error.normalized_messages().items()}


def texts(said: Any) -> list[str]:
    """Return messages, of nested fields as well, in the reader's language."""
    if isinstance(said, dict):
        return [text for inner in said.values() for text in texts(inner)]
    return [words.said(str(message)) for message in said]


def said(refusal: errors.Refusal, field: str = "form") -> Wrong:
    """Return what a use case refused as messages beside the fields; `form` is the whole of it."""
    if isinstance(refusal, errors.Invalid):
        field = refusal.field
    return {field: [words.said(refusal.detail)]}


def said_of_all(refusal: errors.Refusal) -> Wrong:
    """Return the same as a message about the whole form: for a page that has no such field."""
    return {"form": [words.said(refusal.detail)]}


def later(response: Response, refusal: errors.TooMany) -> Response:
    """Return a page that says to wait, with how long in its header."""
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def destination() -> str:
    """Return where `next` leads, if that is a page of ours; else Today.

    `//host` would lead away, and so would a backslash: browsers read it as a slash.
    """
    wanted = request.values.get("next", "")
    if not _OWN_PATH.fullmatch(wanted) or wanted.startswith(_DOORS):
        return HOME
    if "said" in parse_qs(urlsplit(wanted).query):  # what was done is for the page to say
        return HOME
    return wanted
