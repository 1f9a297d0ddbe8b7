"""Headers on every answer: no foreign script, no frame, no cache of what is private."""

import secrets
from typing import Any

from flask import Flask, Response, g, request

from tracker.config import Settings

FEATURES = ("accelerometer", "camera", "geolocation", "microphone", "payment", "usb")


def nonce() -> str:
    """Return this answer's nonce: scripts and styles of the page carry it."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def policy() -> str:
    """Return the Content-Security-Policy of this answer."""
    inline = f" 'nonce-{g.nonce}'" if "nonce" in g else ""
    return (
        f"default-src 'none'; script-src 'self'{inline}; style-src 'self'{inline}; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


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

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        headers.extend(always)
        headers["Content-Security-Policy"] = policy()
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        return response
