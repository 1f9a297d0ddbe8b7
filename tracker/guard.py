"""The outermost layer: host, origin and credentials, before anything else sees a request.

It stands in front of pages, API and socket upgrades alike, because Engine.IO would accept and
hold an anonymous connection before Flask could refuse it.
"""

import contextlib
import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from limits import RateLimitItemPerMinute
from sqlalchemy import Engine, exc

from tracker import clock, environs, metrics, stopping, store
from tracker.config import Settings
from tracker.lockouts import Lockouts
from tracker.problems import TITLES, problem
from tracker.services import credentials
from tracker.services import principal as principals
from tracker.services.errors import NotFound
from tracker.services.principal import Kind, Principal, Wall

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

PRINCIPAL = "woven.principal"
"""Environ key: the Principal, or None."""
WALL = "woven.wall"
"""Environ key: the Wall, or None; where it is asked for there is no Principal."""
OURS = "woven.origin_is_ours"
"""Environ key: the request says that it comes from a page of ours."""
SIGNED_OUT = "woven.signed_out"
"""Environ key: there where this browser says that it was signed out without a network."""
ADDRESS = "woven.address"
"""Environ key: the client's network address, for limits alone; it is never stored or logged."""

BUSY = "The store is busy. Try again."
MAX_SOCKETS = 8
"""Open sockets a person, or a wall link, counted in each process."""
FAILED_UPGRADES = RateLimitItemPerMinute(60)
LOOKS = RateLimitItemPerMinute(120)
"""Requests of one wall link: whoever was in the kitchen once may hold it, and has no account."""


def session_cookie(settings: Settings) -> str:
    """Return the name of the session cookie: with https one that no other host can set."""
    return "__Host-woven_session" if settings.https else "woven_session"


def wall_cookie(settings: Settings) -> str:
    """Return the name of the cookie by which a screen is let in.

    Sent with every request, since sockets lie below another path: everywhere else it is not read.
    """
    return "__Host-woven_wall" if settings.https else "woven_wall"


def signed_out_cookie(settings: Settings) -> str:
    """Return the name of the cookie that a script sets to `1` at signing out, as no other host can.

    The session's own cookie is out of its reach.
    """
    return "__Host-signed_out" if settings.https else "signed_out"


class Guard:
    """Wrap the application."""

    def __init__(
        self,
        flask: Flask,
        app: "WSGIApplication",
        settings: Settings,
        engine: Engine,
    ) -> None:
        self.flask = flask
        self.app = app
        self.settings = settings
        self.engine = engine
        self.hosts = settings.hosts
        self.cookie = session_cookie(settings)
        self.over = signed_out_cookie(settings)
        self.wall_cookie = wall_cookie(settings)
        self.sockets: Counter[str] = Counter()
        self.upgrades = Lockouts(flask, "failed_upgrades", FAILED_UPGRADES)
        self.looks = Lockouts(flask, "wall_looks", LOOKS)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Refuse, or let through with who is asking in the environ."""
        path = environ.get("PATH_INFO", "")
        if path in environs.PROBES:  # a load balancer asks by address, not by name
            return self.app(environ, start_response)
        if environ.get("HTTP_HOST", "").lower() not in self.hosts:
            return refuse(start_response, 400, "foreign_host", "This server has another name.")
        # permessage-deflate would cost 105 KiB for each idle socket.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        environ[ADDRESS] = self.address(environ)
        environ[OURS] = self.origin_is_ours(environ)
        principal, wall = None, None
        try:
            if environs.is_of_wall(environ):
                # Whoever is signed in here is none of a screen's business, and the reverse.
                wall = self.screen(environ)
            elif not environs.is_everybodys(path):
                principal = self.authenticate(environ)
        except (store.StoreBusy, exc.OperationalError, exc.TimeoutError):
            log.warning("store_unavailable")  # no path: it may hold an invitation's code
            return refuse(start_response, 503, "busy", BUSY, retry=2)
        environ[PRINCIPAL], environ[WALL] = principal, wall
        if wall is not None and self.settings.rate_limits and not self.may_look(wall):
            return too_many(start_response)
        if environs.is_socket(path):
            return self.upgrade(environ, start_response, principal or wall)
        try:
            return self.app(environ, start_response)
        except exc.OperationalError:
            # The store went away while Flask closed the request's session, past its own handlers.
            return refuse(start_response, 503, "busy", BUSY, retry=2, again=True)

    def address(self, environ: "WSGIEnvironment") -> str:
        """Return the client's address; a forwarded one only from as many proxies as are ours."""
        hops = self.settings.proxy_hops
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if hops and len(forwarded) >= hops and forwarded[-hops].strip():
            return str(forwarded[-hops]).strip()
        return str(environ.get("REMOTE_ADDR", ""))

    def origin_is_ours(self, environ: "WSGIEnvironment") -> bool:
        """Tell whether the browser says that a page of ours sent this."""
        origin = environ.get("HTTP_ORIGIN")
        if origin is None:
            return bool(environ.get("HTTP_SEC_FETCH_SITE") == "same-origin")
        # Some clients send the header twice; what is ours twice is ours.
        return all(part.strip() in self.settings.origins for part in origin.split(","))

    def authenticate(self, environ: "WSGIEnvironment") -> Principal | None:
        """Return who is asking. A bearer token wins over a cookie, also when it is a bad one."""
        now = clock.now()
        header = environ.get("HTTP_AUTHORIZATION")
        if header is not None:
            scheme, _, secret = header.partition(" ")
            principal = (
                self.lookup(secret.strip(), "token", now) if scheme.lower() == "bearer" else None
            )
        else:
            cookies = environs.cookies(environ)
            principal = self.lookup(cookies.get(self.cookie, ""), "session", now)
            if cookies.get(self.over) == "1":
                self.sign_out(principal, now)
                environ[SIGNED_OUT] = True
                return None
        if principal is not None and principals.is_stale(principal, now):
            with self.flask.app_context(), contextlib.suppress(store.StoreBusy):
                # A store that is full or held can still be read: noting the use may wait.
                principals.touch(principal, now)
        return principal

    def sign_out(self, principal: Principal | None, now: datetime) -> None:
        """End the session of a browser that could not reach us when it was signed out.

        Where the store cannot be written to the request is refused: it is not let in meanwhile,
        and the browser goes on saying so.
        """
        if principal is None:
            return
        with self.flask.app_context(), contextlib.suppress(NotFound):  # ended at the same moment
            credentials.end(principal.person_id, principal.credential_id, now)

    def lookup(self, secret: str, kind: Kind, now: datetime) -> Principal | None:
        """Find the holder of a secret."""
        if not secret:
            return None
        with store.reader(self.engine) as connection:
            return principals.by_secret(connection, secret, kind, now)

    def screen(self, environ: "WSGIEnvironment") -> Wall | None:
        """Return which screen on the wall is asking; only its cookie says so."""
        secret = environs.cookies(environ).get(self.wall_cookie, "")
        if not secret:
            return None
        with store.reader(self.engine) as connection:
            return principals.wall_by_secret(connection, secret)

    def may_look(self, wall: Wall) -> bool:
        """Count a look of a screen; tell whether it may have it."""
        return self.looks.count(wall.link_id, clock.now())

    def upgrade(
        self,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
        who: Principal | Wall | None,
    ) -> Iterable[bytes]:
        """Let a websocket through that its owner opened; refuse everything else unopened."""
        if stopping.of(self.flask).told.is_set():
            return refuse(start_response, 503, "busy", "This process stops. Try again.", retry=1)
        refusal = self.refusal(environ, who)
        if refusal is not None:
            metrics.UPGRADES_REFUSED.inc()
            # Of those alone: whoever shares a network, a partner with an open tab or a neighbour,
            # must not keep others from a socket that is theirs.
            network = environs.network(environ[ADDRESS])
            if self.settings.rate_limits and not self.upgrades.count(network, clock.now()):
                return too_many(start_response)
            return refuse(start_response, *refusal)
        assert who is not None
        holder = who.link_id if isinstance(who, Wall) else who.person_id
        if self.sockets[holder] >= MAX_SOCKETS:
            return refuse(start_response, 429, "too_many_sockets", "Too many open.", retry=5)
        self.sockets[holder] += 1
        try:
            # Returns when the socket is closed.
            return self.app(environ, start_response)
        finally:
            self.sockets[holder] -= 1
            if not self.sockets[holder]:
                del self.sockets[holder]

    def refusal(
        self, environ: "WSGIEnvironment", who: Principal | Wall | None
    ) -> tuple[int, str, str] | None:
        """Return why an upgrade is refused, None where it is not."""
        if not environs.is_opening(environ):
            return 400, "websocket_only", "Connect by websocket."
        if who is None:
            return 401, "not_signed_in", "Sign in first."
        foreign = "HTTP_ORIGIN" in environ and not environ[OURS]
        if foreign or (who.kind != "token" and not environ[OURS]):
            return 403, "foreign_origin", "This page is not ours."
        return None


def too_many(start_response: "StartResponse") -> list[bytes]:
    """Refuse whoever has asked too often."""
    return refuse(start_response, 429, "too_many_tries", "Too many tries.", retry=60)


def refuse(
    start_response: "StartResponse",
    status: int,
    code: str,
    detail: str,
    retry: int | None = None,
    *,
    again: bool = False,
) -> list[bytes]:
    """Answer with a problem document (RFC 9457); `again`: in place of one that failed."""
    body = json.dumps(problem(status, code, detail)).encode()
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ]
    if retry is not None:
        headers.append(("Retry-After", str(retry)))
    if again:
        start_response(f"{status} {TITLES[status]}", headers, sys.exc_info())
    else:
        start_response(f"{status} {TITLES[status]}", headers)
    return [body]
