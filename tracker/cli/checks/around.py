"""What is around: the queue, Redis, the mail server, this server itself, and the proxy in front."""

import http.client
import secrets
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import redis
from flask import current_app

from tracker.cli.checks.finding import Check, Finding, note, ok, wrong
from tracker.config import Settings
from tracker.extensions import READINESS

SECONDS = 5.0
"""How long another server is waited for."""
LAST = 10
"""Of a certificate's life that part should be left: proxies get the next one at a third of it."""
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def queue(_settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The queue of jobs answers, where this process is one that does them."""
    answers = current_app.extensions.get(READINESS, {}).get("queue")
    if answers is None:
        yield ok("Jobs are done by processes of their own, of `python wsgi.py jobs`.")
    elif answers():
        yield ok("The queue of jobs answers.")
    else:
        yield wrong("The queue of jobs does not answer.", "It is in Redis, or in the database.")


def redis_(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Redis answers, and throws nothing away."""
    if settings.redis_url is None:
        if not settings.sqlite:
            yield note(
                "Without REDIS_URL, several processes hear of each other within two seconds.",
                "Set it where more than one process serves.",
            )
        return
    client = redis.Redis.from_url(
        settings.redis_url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
    )
    try:
        found = client.info("memory")
    except redis.RedisError as error:
        yield wrong(
            f"Redis does not answer: {type(error).__name__}.",
            "People notice little: changes come within two seconds, mails and pushes wait.",
        )
        return
    finally:
        client.close()
    policy = found.get("maxmemory_policy")
    if policy != "noeviction":
        yield note(
            f"maxmemory-policy is {policy}: jobs that wait may be thrown away.",
            "Set it to noeviction.",
        )
    else:
        yield ok("Redis answers.")


def mail(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The mail server answers, by a certificate that holds. Nothing is sent."""
    if settings.mail_url is None:
        said = f"Mails are written into {settings.instance_dir / 'mail'}."
        helps = "Set MAIL_URL: who has lost a password gets in again by a mail alone."
        yield note(said, helps if settings.https else "")
        return
    server = urlsplit(settings.mail_url)
    host = server.hostname or ""
    context = ssl.create_default_context()
    try:
        if server.scheme == "smtps":
            with smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=context) as to:
                to.ehlo()
        else:
            with smtplib.SMTP(host, server.port or 25, timeout=SECONDS) as to:
                to.ehlo()
                if server.username:
                    to.starttls(context=context)
    except (OSError, smtplib.SMTPException) as error:
        yield wrong(f"{host} takes no mail: {_kind(error)}.", "See to MAIL_URL.")
    else:
        yield ok(f"{host} takes mail; whether it takes the password was not tried.")


def server(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """A process of ours is ready on this machine; none is no fault, the doctor may come first."""
    host = "127.0.0.1" if settings.bind in _EVERYWHERE else settings.bind
    connection = http.client.HTTPConnection(host, settings.port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        reply = connection.getresponse()
        said = reply.read(200).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException):
        yield note(f"Nobody serves on {host}:{settings.port}.")
        return
    finally:
        connection.close()
    if reply.status == 200:
        yield ok(f"It serves on {host}:{settings.port}.")
    else:
        yield wrong(f"What serves on {host}:{settings.port} is not ready: {said}")


def proxy(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The proxy has a certificate, hands on the host and the upgrade, and closes /metrics."""
    if not settings.https:
        return
    place = urlsplit(settings.public_url)
    try:
        yield _certificate(place.hostname or "", place.port or 443, now)
        status, body = _ask(settings, "/socket.io/?EIO=4&transport=websocket", **_UPGRADE)
        inside, _ = _ask(settings, "/metrics")
    except ssl.SSLCertVerificationError as error:
        yield wrong(f"The certificate does not hold: {error.verify_message}.")
        return
    except (OSError, http.client.HTTPException) as error:
        yield note(
            f"{settings.public_url} cannot be reached from here: {_kind(error)}.",
            "From within some networks it cannot; try it with a browser.",
        )
        return
    if status == 401:
        yield ok("The proxy hands on the host and websockets.")
    elif "foreign_host" in body:
        yield wrong("The proxy changes the Host header.", "Let it hand on the one that came.")
    elif "websocket_only" in body:
        yield wrong(
            "The proxy does not hand on websockets: changes come by asking, every ten seconds.",
            "Let it hand on Upgrade and Connection, by HTTP/1.1.",
        )
    elif "foreign_origin" in body:
        yield wrong("PUBLIC_URL here and at the server are not the same.")
    else:
        yield wrong(f"What answers at {settings.public_url} is not this server ({status}).")
    if inside == 200:
        yield wrong("Anybody can read /metrics.", "Close it at the proxy, or set METRICS_TOKEN.")


_UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": b64encode(secrets.token_bytes(16)).decode(),
}


def _certificate(host: str, port: int, now: datetime) -> Finding:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        found = wrapped.getpeercert() or {}
    begins, ends = (
        datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found[end])), UTC)
        for end in ("notBefore", "notAfter")
    )
    left = ends - now
    said = f"The certificate of {host} holds for {left.days} days and {left.seconds // 3600} hours."
    if left < (ends - begins) / LAST:
        return wrong(said, "See why the proxy got no new one.")
    return ok(said)


def _ask(settings: Settings, path: str, **headers: str) -> tuple[int, str]:
    place = urlsplit(settings.public_url)
    connection = http.client.HTTPSConnection(
        place.netloc, timeout=SECONDS, context=ssl.create_default_context()
    )
    try:
        connection.request("GET", path, headers={"Origin": settings.public_url, **headers})
        reply = connection.getresponse()
        return reply.status, reply.read(2000).decode(errors="replace")
    finally:
        connection.close()


def _kind(error: Exception) -> str:
    """Say what went wrong without a word of the other side's."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold ({error.verify_message})"
    return getattr(error, "strerror", None) or type(error).__name__


CHECKS: dict[str, Check] = {
    "queue": queue,
    "redis": redis_,
    "mail": mail,
    "server": server,
    "proxy": proxy,
}
