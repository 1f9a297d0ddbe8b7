"""A push service on this machine, with TLS of its own, and a device that opens what it gets."""

import base64
import datetime as dates
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from py_vapid import Vapid02
from py_vapid.jwt import decode

from tracker.jobs.outbound import Way

HOST = "push.example"
CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Device:
    """A browser that was given an endpoint, and the keys that nobody else has."""

    def __init__(self, name: str = "device", host: str = HOST) -> None:
        self.endpoint = f"https://{host}/push/{name}"
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.secret = name.encode().ljust(16, b"-")[:16]

    def subscription(self, **more: Any) -> dict[str, Any]:
        """Return what `JSON.stringify(subscription)` gives."""
        point = self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": base64url(point), "auth": base64url(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys, **more}

    def open(self, body: bytes) -> dict[str, Any]:
        """Return what a message says."""
        raw = http_ece.decrypt(
            body, private_key=self.private, auth_secret=self.secret, version="aes128gcm"
        )
        document: dict[str, Any] = json.loads(raw)
        return document


@dataclass(frozen=True)
class Request:
    """What the service was sent."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self) -> dict[str, Any]:
        """Return what the server says of itself, with its signature checked."""
        assert Vapid02.verify(self.headers["authorization"])
        token, key = self.headers["authorization"].removeprefix("vapid t=").split(",k=")
        claims: dict[str, Any] = decode(token, key)
        return {**claims, "key": key}


@dataclass
class PushService:
    """Answers each connection by `answer`, on a thread of its own."""

    port: int
    certificates: ssl.SSLContext
    answer: Callable[[socket.socket], None] | bytes = CREATED
    requests: list[Request] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    connections: int = 0

    def way(self, *addresses: str, **more: Any) -> Way:
        """Return how to reach it: by a name that resolves to these addresses."""
        asked = iter([list(addresses or ("127.0.0.1",))])
        given: dict[str, Any] = {
            "resolve": lambda _host, _port: next(asked),  # a second time it is not asked
            "is_public": lambda _address: True,
            "port": self.port,
            "trust": lambda: self.certificates,
        }
        return Way(**{**given, **more})

    def serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            self.requests.append(read(connection))
            if isinstance(self.answer, bytes):
                connection.sendall(self.answer)
            else:
                self.answer(connection)


def read(connection: socket.socket) -> Request:
    """Read one request."""
    with connection.makefile("rb") as stream:
        _, path, _ = stream.readline().decode().split()
        headers: dict[str, str] = {}
        while (line := stream.readline().decode().strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Request(path, headers, stream.read(int(headers.get("content-length", 0))))


@contextmanager
def push_service(folder: Path, host: str = HOST) -> Iterator[PushService]:
    """Run one that proves to be `host`."""
    trusted, proof = _certificates(folder, host)
    listening = socket.create_server(("127.0.0.1", 0))
    service = PushService(listening.getsockname()[1], trusted)
    proof.sni_callback = lambda _socket, name, _context: service.names.append(name)

    def accept() -> None:
        while True:
            try:
                raw, _ = listening.accept()
            except OSError:
                return
            service.connections += 1
            threading.Thread(target=shake, args=(raw,), daemon=True).start()

    def shake(raw: socket.socket) -> None:
        with suppress(OSError):
            service.serve(proof.wrap_socket(raw, server_side=True))

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield service
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _certificates(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what trusts a fresh authority, and what proves by it to be `host`."""
    authority, key = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    own = _certificate(issuer, issuer, authority, authority).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    server = _certificate(subject, issuer, key, authority).add_extension(
        x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False
    )
    root = own.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    leaf = server.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "server.pem").write_bytes(leaf + private)
    trusted = ssl.create_default_context(cadata=root.decode())
    proof = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    proof.load_cert_chain(folder / "server.pem")
    return trusted, proof


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    authority: ec.EllipticCurvePrivateKey,
) -> x509.CertificateBuilder:
    now = dates.datetime.now(dates.UTC)
    public = authority.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dates.timedelta(days=3650))
        .not_valid_after(now + dates.timedelta(days=3650))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    )
