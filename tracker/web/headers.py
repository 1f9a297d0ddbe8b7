"""Headers on every answer: no foreign script, no frame, no cache of what is private."""

import secrets

from flask import Flask, Response, g, request

from tracker.config import Settings

FEATURES = ("accelerometer", "camera", "geolocation", "microphone", "payment", "usb")


def nonce() -> str:
    """Return this answer's nonce: the page's modules carry it, and by it what they import."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def policy() -> str:
    """Return the Content-Security-Policy of this answer."""
    scripts = f"'nonce-{g.nonce}'" if "nonce" in g else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def register(app: Flask) -> None:
    """Set the headers."""
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
