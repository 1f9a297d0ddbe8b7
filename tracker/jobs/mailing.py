"""Sending a mail: by SMTP, or into a folder where nobody has set a server."""

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, render_template
from flask_mailman import EmailMessage, Mail

from tracker.config import Settings

SECONDS = 10
FOLDER = "mail"
_mail = Mail()


def register(app: Flask, settings: Settings) -> None:
    """Set how mail leaves."""
    app.config["MAIL_DEFAULT_SENDER"] = settings.mail_from
    if settings.mail_url is None:
        app.config["MAIL_BACKEND"] = "file"
        app.config["MAIL_FILE_PATH"] = str(settings.instance_dir / FOLDER)
    else:
        server = urlsplit(settings.mail_url)
        app.config.update(
            MAIL_BACKEND="smtp",
            MAIL_SERVER=server.hostname,
            MAIL_PORT=server.port or (465 if server.scheme == "smtps" else 587),
            MAIL_USERNAME=unquote(server.username or "") or None,
            MAIL_PASSWORD=unquote(server.password or "") or None,
            MAIL_USE_SSL=server.scheme == "smtps",
            MAIL_USE_TLS=server.scheme == "smtp" and server.username is not None,
            MAIL_TIMEOUT=SECONDS,
        )
    _mail.init_app(app)


def send(to: str, template: str, **values: Any) -> None:
    """Send what `templates/mail/{template}.txt` says: its first line is the subject.

    Raises what the way out raises where the mail cannot be handed over.
    """
    settings: Settings = current_app.config["WOVEN"]
    text = render_template(f"mail/{template}.txt", home=settings.public_url, **values)
    subject, _, body = text.partition("\n")
    EmailMessage(subject.strip(), body.lstrip("\n"), to=[to]).send()
