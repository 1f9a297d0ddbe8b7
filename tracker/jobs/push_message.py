"""A push as push services take it: sealed for the device, and signed by this server."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from tracker.config import Settings
from tracker.services import vapid
from tracker.services.push_calls import Subscription

DECLARATIVE = 8030
"""Says that the browser may show it by itself; the others' service worker reads the same."""
MOST = 4096
"""Bytes that every push service takes (RFC 8030)."""
SIZE = 1024
"""Messages are filled up to it, so that their size does not tell whether a habit is named."""
SIGNED_FOR = timedelta(hours=12)
"""How long a signature holds; 24 hours are the most (RFC 8292)."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a notification says."""

    title: str
    body: str
    lang: str
    dir: str


def payload(words: Words, *, tag: str, navigate: str) -> bytes:
    """Return a notification as JSON, of the same size whatever it says."""
    notification = {
        "title": words.title,
        "body": words.body,
        "navigate": navigate,
        "tag": tag,
        "lang": words.lang,
        "dir": words.dir,
    }
    document = {"web_push": DECLARATIVE, "notification": notification}
    return json.dumps(document, ensure_ascii=False).encode().ljust(SIZE)


def sealed(message: bytes, to: Subscription) -> bytes:
    """Return a message as only the device can read it: aes128gcm (RFC 8188, RFC 8291)."""
    body: bytes = http_ece.encrypt(
        message,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(to.p256dh),
        auth_secret=_bytes(to.auth),
        version="aes128gcm",
    )
    if len(body) > MOST:
        raise ValueError("a push holds at most 4 KiB")
    return body


def headers(
    host: str, settings: Settings, now: datetime, *, lives: timedelta, urgency: str, topic: str
) -> Mapping[str, str]:
    """Return the headers of a message to a push service (RFC 8030, RFC 8292)."""
    # The check it leaves out wants a dot in the name of our host.
    signer = Vapid02(vapid.private_key(settings.vapid_key), conf={"no-strict": True})
    claims = {
        "aud": f"https://{host}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": _contact(settings),
    }
    return {
        **signer.sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(0, int(lives.total_seconds()))),
        "Urgency": urgency,
        "Topic": topic,
    }


def _contact(settings: Settings) -> str:
    """Return whom a push service may turn to: an address that takes mail, where there is one."""
    if settings.https and settings.mail_url is None:
        return settings.public_url
    return f"mailto:{settings.mail_from}"


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
