"""The server's secret, handed to what makes keys of it: services read no configuration."""

from flask import current_app


def secret() -> bytes:
    """Return the secret from which all keys are derived."""
    return str(current_app.config["SECRET_KEY"]).encode()
