"""Headers on every answer: no foreign script, no frame, no cache of what is private."""

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g

from tracker.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FEATURES = ("accelerometer", "camera", "geolocation", "microphone", "payment", "usb")


def nonce() -> str:
    """Return this answer's nonce: the page's modules carry it, and by it what they import."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def policy(nonce: str | None = None) -> str:
    """Return the Content-Security-Policy of an answer with this nonce, or with no scripts."""
    scripts = "'none'" if nonce is None else f"'nonce-{nonce}'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def register(app: Flask) -> None:
    """Set the headers: those that are always the same on what leaves, past Flask and its answer."""
    always = [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        # A page's address may hold an invitation; and with no referrer at all, browsers send
        # "Origin: null" with our own forms.
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", ", ".join(f"{name}=()" for name in FEATURES)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    settings: Settings = app.config["WOVEN"]
    if settings.https:
        always.append(("Strict-Transport-Security", "max-age=63072000; includeSubDomains"))
    unless_set = [("Content-Security-Policy", policy()), ("Cache-Control", "no-store")]
    inner = app.wsgi_app

    def protected(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            others = [header for header in unless_set if header[0].lower() not in names]
            return start_response(status, [*headers, *always, *others], *exc_info)

        return inner(environ, start)

    app.wsgi_app = protected  # type: ignore[method-assign]

    @app.after_request
    def allow_modules(response: Response) -> Response:
        if "nonce" in g:
            response.headers["Content-Security-Policy"] = policy(g.nonce)
        return response
