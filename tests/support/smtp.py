"""A mail server on this machine that takes what it is sent, as much of SMTP as a client needs."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast


class MailServer(socketserver.ThreadingTCPServer):
    """Keep every mail; refuse the recipients it is told to; offer TLS where it has a context."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.context = context
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refused: set[str] = set()
        self.passwords: list[str] = []
        """What was said at AUTH, and whether the line was encrypted."""

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"localhost:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast(MailServer, self.server)
        self.say("220 mail.example ready")
        encrypted = False
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word in ("EHLO", "HELO"):
                offers = ["mail.example"]
                if server.context is not None:
                    offers.append("AUTH PLAIN" if encrypted else "STARTTLS")
                for offer in offers[:-1]:
                    self.say(f"250-{offer}")
                self.say(f"250 {offers[-1]}")
            elif word == "STARTTLS" and server.context is not None:
                self.say("220 go ahead")
                try:
                    wrapped = server.context.wrap_socket(self.request, server_side=True)
                except (ssl.SSLError, OSError):
                    return  # the client does not believe the certificate
                self.request = wrapped
                self.rfile, self.wfile = wrapped.makefile("rb"), cast(Any, wrapped.makefile("wb"))
                encrypted = True
            elif word == "AUTH":
                server.passwords.append(f"{line} {encrypted}")
                self.say("235 welcome")
            elif word == "RCPT":
                address = line[line.index("<") + 1 : line.index(">")]
                server.recipients.append(address)
                refused = address in server.refused
                self.say(f"550 <{address}>: no such mailbox" if refused else "250 fine")
            elif word == "DATA":
                self.say("354 go on")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                raw = b"".join(lines)
                mail = message_from_bytes(raw, policy=policy.default)
                server.taken.append(mail)
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
        self.wfile.flush()


@contextmanager
def mail_server(context: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """Run one, in a thread."""
    with MailServer(context) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
