"""Sending a mail: by SMTP, or into a folder where nobody has set a server."""

from email.utils import make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from flask import Flask, current_app
from flask_babel import force_locale
from flask_mailman import EmailMessage, Mail

from tracker import spoken
from tracker.config import Settings
from tracker.jobs.mail_ways import Folder, Server

log = structlog.get_logger(__name__)

SECONDS = 10
"""How long each answer of a mail server is waited for."""
FOLDER = "mail"
"""Below INSTANCE_DIR, where no server is set."""
_mail = Mail()


class NotSent(Exception):
    """A mail did not leave; says nothing of what is in it, nor whom it is for."""


def register(app: Flask, settings: Settings) -> None:
    """Set how mail leaves."""
    app.config["MAIL_DEFAULT_SENDER"] = settings.mail_from
    if settings.mail_url is None:
        app.config["MAIL_BACKEND"] = Folder
        app.config["MAIL_FILE_PATH"] = str(settings.instance_dir / FOLDER)
    else:
        server = urlsplit(settings.mail_url)
        app.config.update(
            MAIL_BACKEND=Server,
            MAIL_SERVER=server.hostname,
            MAIL_PORT=server.port or (465 if server.scheme == "smtps" else 587),
            MAIL_USERNAME=unquote(server.username or "") or None,
            MAIL_PASSWORD=unquote(server.password or "") or None,
            MAIL_USE_SSL=server.scheme == "smtps",
            MAIL_USE_TLS=server.scheme == "smtp" and server.username is not None,
            MAIL_TIMEOUT=SECONDS,
        )
    _mail.init_app(app)


def send(to: str, template: str, *, language: str | None = None, **values: Any) -> None:
    """Send what `templates/mail/{template}.txt` says: its first line is the subject.

    In this language; None, or what is not spoken any more: in the first.

    Raises NotSent where the mail cannot be handed over.
    """
    settings: Settings = current_app.config["WOVEN"]
    # Not by Flask, whose templates know the request: there is none, and its Host is not to be ours.
    file = current_app.jinja_env.get_template(f"mail/{template}.txt")
    with force_locale(spoken.locale_of(language)):
        subject, _, body = file.render(home=settings.public_url, **values).partition("\n")
    headers = {
        "Message-ID": make_msgid(domain=urlsplit(settings.public_url).hostname),
        "Auto-Submitted": "auto-generated",  # or holiday notices would answer
    }
    mail = EmailMessage(subject.strip(), body.strip() + "\n", to=[to], headers=headers)
    try:
        mail.send()
    except Exception as error:  # a server's own words repeat the address
        log.warning("mail_not_sent", template=template, error=type(error).__name__)
        raise NotSent(type(error).__name__) from None
