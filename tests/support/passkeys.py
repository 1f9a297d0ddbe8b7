"""An authenticator in software (ES256, no attestation), written apart from what Woven uses."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.people import PASSWORD, Someone

LOCAL = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64
"""Flags of what an authenticator says: somebody was there, and it was unlocked."""
NO_MODEL = bytes(16)


def text(raw: bytes) -> str:
    """Return bytes as browsers hand them on."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(letters: str) -> bytes:
    """Return what such letters stand for."""
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))


@dataclass
class Authenticator:
    """A device with one passkey. What it answers is as a browser's form has it."""

    origin: str = LOCAL
    host: str | None = None
    """Whom it answers; None: whoever asks."""
    flags: int = PRESENT | VERIFIED
    count: int = 0
    """With the last signature. 0: this one does not count."""
    counts: bool = False
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, options: Mapping[str, Any], kind: str = "webauthn.create") -> dict[str, str]:
        """Make the passkey as it is asked for."""
        self.handle = raw(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        size = len(self.credential_id).to_bytes(2)
        made = NO_MODEL + size + self.credential_id + cbor2.dumps(public)
        data = self._data(options["rp"]["id"], ATTESTED) + made
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return {
            "client_data": text(self._client_data(kind, options)),
            "attestation": text(cbor2.dumps(attestation)),
        }

    def sign(self, options: Mapping[str, Any], kind: str = "webauthn.get") -> dict[str, str]:
        """Sign as it is asked."""
        self.count += self.counts
        data = self._data(options["rpId"])
        client_data = self._client_data(kind, options)
        signed = data + hashlib.sha256(client_data).digest()
        return {
            "credential_id": text(self.credential_id),
            "client_data": text(client_data),
            "authenticator_data": text(data),
            "signature": text(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "user_handle": text(self.handle),
        }

    def _data(self, host: str, more: int = 0) -> bytes:
        party = hashlib.sha256((self.host or host).encode()).digest()
        return party + bytes([self.flags | more]) + self.count.to_bytes(4)

    def _client_data(self, kind: str, options: Mapping[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()


def asked(person: Someone) -> dict[str, Any]:
    """Begin to add a passkey; return what the device is asked."""
    answer = person.post("/api/passkeys/options", {"password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return dict(answer.get_json())


def added(person: Someone, device: Authenticator, label: str = "My phone") -> str:
    """Add a device's passkey; return its id."""
    question = asked(person)
    body = {"challenge": question["challenge"], "label": label}
    answer = person.post("/api/passkeys", body | device.make(question["options"]))
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])
