"""Telling whoever runs this server how it is, and counting what it answers."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Flask, Response, current_app, has_request_context, request
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule

from tracker import clock, environs, metrics, stopping
from tracker.config import Settings
from tracker.metrics import Reading
from tracker.services import store_figures

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

blueprint = Blueprint("metrics", __name__)

NAMED = frozenset(
    {
        "/",
        "/api/changes",
        "/api/couple",
        "/api/docs",
        "/api/habits",
        "/api/habits/<string:habit_id>",
        "/api/habits/<string:habit_id>/progress",
        "/api/habits/<string:habit_id>/ticks",
        "/api/habits/<string:habit_id>/ticks/<string:day>",
        "/api/progress",
        "/api/sync",
        "/calendar/<string:name>",
        "/coach",
        "/coach/<string:client_id>",
        "/habits",
        "/habits/<string:habit_id>",
        "/habits/new",
        "/join",
        "/library",
        "/sign-in",
        "/sign-up",
        "/today",
        "/today/ticks",
        "/us",
        "/wall",
    }
)
"""Routes that are counted by name: asked for often, and by everybody.

In a household whoever runs the server may be the partner. That somebody read the help, sealed an
answer or looked for the way out is not to be seen from a number that went up by one.
"""
LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)
"""What proxies add."""


@blueprint.get("/metrics")
def tell() -> Response:
    """Tell what was counted since the start, and how things stand."""
    settings: Settings = current_app.config["WOVEN"]
    if settings.metrics_token is None:
        if not is_from_here(request.environ):
            raise NotFound
    elif not bears(request.environ, settings.metrics_token):
        return Response(status=401, headers={"WWW-Authenticate": "Bearer"})
    text = b"".join(map(generate_latest, metrics.registries(current_app)))
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def is_from_here(environ: "WSGIEnvironment") -> bool:
    """Tell whether this machine asks for itself.

    A proxy on this machine also asks from here, for others: it says so by a header, or by the name
    that they asked for. By the name a page is kept out, too, that had its own name lead here.
    """
    host = str(environ.get("HTTP_HOST", "")).lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return (
        environ.get("REMOTE_ADDR") in LOOPBACK
        and name in LOOPBACK_NAMES
        and not any(header in environ for header in FORWARDED)
    )


def bears(environ: "WSGIEnvironment", token: str) -> bool:
    """Tell whether a request comes with the token."""
    scheme, _, said = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    is_token = secrets.compare_digest(said.strip().encode(), token.encode())
    return scheme.lower() == "bearer" and is_token


class Counted:
    """Wrap the whole application, and count how long answers take."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app
        self.children: dict[tuple[str | None, str], tuple[Callable[[float], None], ...]] = {}
        """By route and the status's first three letters, where an answer is counted."""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, and count the answer."""
        path = environ.get("PATH_INFO", "")
        if path in environs.PROBES or environs.is_socket(path):  # a socket is open for hours
            return self.app(environ, start_response)
        began = time.perf_counter()
        said, rule = "500", cast(Rule | None, None)

        def start(status: str, *rest: Any) -> Any:
            nonlocal said, rule
            said = status[:3]
            if has_request_context():  # it is not where the guard has answered
                rule = request.url_rule
            return start_response(status, *rest)

        try:
            return self.app(environ, start)
        finally:
            key = (None if rule is None else rule.rule, said)
            for count in self.children.get(key) or self.bind(key, path):
                count(time.perf_counter() - began)

    def bind(self, key: tuple[str | None, str], path: str) -> tuple[Callable[[float], None], ...]:
        """Look up where such an answer is counted, once."""
        rule, status = key
        surface = "file" if path.startswith(environs.FILES) else surface_of(rule or path)
        route = rule if rule in NAMED else f"other {surface}"
        kind = status if status == "503" else f"{status[0]}xx"
        counts = (
            metrics.REQUESTS.labels(route, kind).observe,
            metrics.ANSWERS.labels(surface).observe,
        )
        if rule is not None:  # what nobody routes may have any path
            self.children[key] = counts
        return counts


def surface_of(route: str) -> str:
    """Return which of the two ways in this is."""
    return "api" if route.startswith("/api/") else "page"


def readings(app: Flask) -> Iterator[Reading]:
    """Read off how the store and what belongs to it stand."""
    settings: Settings = app.config["WOVEN"]
    yield Reading("woven_build_info", 1, ("version", store_figures.version()))
    yield Reading("woven_stopping", stopping.of(app).told.is_set())
    store = store_figures.read()
    yield Reading("woven_store_up", store.found is not None)
    for version, which in ((store.found, "found"), (store.expected, "expected")):
        if version is not None and version.isdigit():
            yield Reading("woven_schema_version", int(version), ("which", which))
    yield Reading("woven_pool_connections", store.connections_used, ("state", "used"))
    yield Reading("woven_pool_connections", store.connections_kept, ("state", "kept"))
    if store.has_ballast is not None:
        yield Reading("woven_ballast", store.has_ballast)
    backups = store_figures.backups(settings.backup_dir)
    yield Reading("woven_backups", backups.count)
    if backups.newest is not None:
        yield Reading("woven_backup_age_seconds", (clock.now() - backups.newest).total_seconds())


def register(app: Flask) -> None:
    """Attach the page of numbers."""
    app.register_blueprint(blueprint)
    metrics.add(app, lambda: readings(app))
