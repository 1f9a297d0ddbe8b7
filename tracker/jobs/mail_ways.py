"""The ways a mail leaves: into a folder, or to a server that has proved its name."""

import os
import secrets
import smtplib
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask_mailman import EmailMessage
from flask_mailman.backends.base import BaseEmailBackend
from flask_mailman.backends.smtp import EmailBackend

from tracker import clock


class Folder(BaseEmailBackend):
    """Write each mail into a file of its own, named by when: `20260504-183000-1f3a.eml`.

    For the owner of the folder alone: who reads these mails can open their links.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; return how many those were."""
        folder = Path(self.mailman.file_path)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            raw = message.message().as_bytes()
            name = f"{clock.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}.eml"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            file = os.fdopen(os.open(folder / name, flags, 0o600), "wb")
            try:
                with file:
                    file.write(raw)
            except OSError:  # a full disk: it is tried again, and half a mail is none
                (folder / name).unlink()
                raise
        return len(email_messages)


class _Smtp(smtplib.SMTP):
    def starttls(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Encrypt from here on. Without a context, smtplib believes every certificate."""
        return super().starttls(*args, **kwargs | {"context": ssl.create_default_context()})


class Server(EmailBackend):
    """Hand mails to a server, by SMTP."""

    connection: smtplib.SMTP | None

    @property
    def connection_class(self) -> Any:
        """Return what speaks to it."""
        return smtplib.SMTP_SSL if self.use_ssl else _Smtp

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send the mails; return how many those were. The line is closed, whatever comes of it."""
        try:
            return int(super().send_messages(email_messages))
        finally:
            if self.connection is not None:
                self.connection.close()
                self.connection = None
