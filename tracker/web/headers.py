"""Headers on every answer: no foreign script, no frame, no cache of what is private."""

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from tracker.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FEATURES = ("accelerometer", "camera", "geolocation", "microphone", "payment", "usb")


def nonce() -> str:
    """Return this answer's nonce: scripts and styles of the page carry it."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def policy() -> str:
    """Return the Content-Security-Policy of this answer."""
    return _policy(f" 'nonce-{g.nonce}'") if "nonce" in g else PLAIN


def _policy(inline: str) -> str:
    return (
        f"default-src 'none'; script-src 'self'{inline}; style-src 'self'{inline}; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


PLAIN = _policy("")


class Always:
    """Add what is alike on every answer, last of all: Werkzeug would check and copy it anew."""

    def __init__(self, app: "WSGIApplication", headers: list[tuple[str, str]]) -> None:
        self.app = app
        self.headers = headers

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as the application does."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, headers + self.headers, exc_info)

        return self.app(environ, start)


def register(app: Flask) -> None:
    """Set the headers, and hand templates the nonce."""

    @app.context_processor
    def helpers() -> dict[str, Any]:
        return {"nonce": nonce}

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

    app.wsgi_app = Always(app.wsgi_app, always)  # type: ignore[method-assign]

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy()
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        return response
