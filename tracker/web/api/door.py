"""What each API request passes first, in the contract's order: 401, 403, 413, 415, 400."""

import json
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

from flask import current_app, g, request
from werkzeug.exceptions import (
    BadRequest,
    ClientDisconnected,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from tracker import guard
from tracker.services import errors
from tracker.services.principal import Principal
from tracker.web import coach_door, csrf

BODY = 64 * 1024
SYNC_BODY = 512 * 1024
DEEPEST = 32

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that needs no sign-in."""
    view.woven_public = True  # type: ignore[attr-defined]
    return view


def large(view: View) -> View:
    """Mark a view whose body may be as large as a phone's outbox."""
    view.woven_large = True  # type: ignore[attr-defined]
    return view


def me() -> Principal:
    """Return who is asking, behind the door."""
    return cast(Principal, request.environ[guard.PRINCIPAL])


def enter() -> None:
    """Judge credentials, then forgery, then the body, before any view runs."""
    if request.endpoint is None or request.routing_exception is not None:
        return
    view = current_app.view_functions[request.endpoint]
    principal: Principal | None = request.environ.get(guard.PRINCIPAL)
    if principal is None and not getattr(view, "woven_public", False):
        raise errors.Unauthenticated
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if principal is not None and principal.kind == "session":
        refuse_forgery(principal)
    g.body = read_json(SYNC_BODY if getattr(view, "woven_large", False) else BODY)


def as_coach() -> None:
    """Let in who signs in as safely as a coach does: for `before_request` of a coach's calls."""
    coach_door.judge(me())


def refuse_forgery(principal: Principal) -> None:
    """Let a browser's write through only from a page of ours, with that session's token."""
    presented = request.headers.get("X-CSRF-Token", "")
    if not request.environ[guard.OURS] or not csrf.matches(principal.credential_id, presented):
        raise errors.Forbidden("csrf_failed", "This did not come from a page of ours.")


def read_json(most: int) -> Any:
    """Return the body as JSON; an empty one is an object without fields."""
    raw = _read(most)
    if not raw:
        return {}
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        document = _decode(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    if _depth(document) > DEEPEST:
        raise BadRequest
    return document


def _read(most: int) -> bytes:
    length = request.content_length
    if length is not None and length <= most:
        # As long as it says, which the server holds it to: by Werkzeug's way this took three times
        # as long.
        try:
            raw: bytes = request.environ["wsgi.input"].read(length)
        except OSError as error:  # as pywsgi says it
            raise ClientDisconnected from error
        if len(raw) < length:
            raise ClientDisconnected
        return raw
    # One more: of a body without a length, Werkzeug reads up to the bound and leaves out the rest.
    request.max_content_length = most + 1
    if length is not None:
        raise RequestEntityTooLarge
    raw = request.get_data(cache=False)
    if len(raw) > most:
        raise RequestEntityTooLarge
    return raw


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_decode = json.JSONDecoder(parse_constant=_constant).decode


def _depth(value: Any, level: int = 0) -> int:
    if level > DEEPEST or not isinstance(value, list | dict) or not value:
        return level
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(item, level + 1) for item in inner), default=level)
