"""How a mail leaves: into the folder, or to a real server."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from tests.support.jobs import run_errands
from tests.support.mails import mails
from tests.support.people import Someone
from tests.support.smtp import mail_server
from tracker import clock, jobs
from tracker.jobs import mailing
from tracker.services import addresses

pytestmark = pytest.mark.store("sqlite")
MakeApp = Callable[..., Flask]


def certificate(folder: Path) -> Path:
    """Write a key and a certificate for localhost that signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "localhost.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def send(app: Flask, to: str = "ana@example.org") -> None:
    with app.app_context():
        mailing.send(to, "confirm", path="/confirm/secret")


def test_without_a_server_each_mail_is_a_file_for_the_owner_alone(
    app: Flask, tmp_path: Path
) -> None:
    for name in ("ana", "ben"):
        send(app, f"{name}@example.org")
    assert [mail.to for mail in mails(app)] == ["ana@example.org", "ben@example.org"]
    files = list((tmp_path / "mail").iterdir())
    assert {file.suffix for file in files} == {".eml"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    text = files[0].read_text(encoding="utf-8")
    assert "\nhttp://127.0.0.1:8000/confirm/secret\n" in text
    assert "Auto-Submitted: auto-generated" in text


def test_links_are_to_the_configured_origin_and_it_is_the_sender(make_app: MakeApp) -> None:
    app = make_app(PUBLIC_URL="https://woven.example", RATE_LIMITS="on")
    with app.test_request_context("/", base_url="https://evil.example"):
        mailing.send("ana@example.org", "confirm", path="/confirm/secret")
    (mail,) = mails(app)
    assert mail.sender == "woven@woven.example"
    assert "https://woven.example/confirm/secret" in mail.body
    assert "evil" not in mail.body


def test_a_server_gets_it_by_smtp(make_app: MakeApp) -> None:
    with mail_server() as server:
        send(make_app(MAIL_URL=f"smtp://{server.address}", MAIL_FROM="post@woven.example"))
    (mail,) = server.taken
    assert (mail["From"], mail["To"]) == ("post@woven.example", "ana@example.org")
    assert "is this your address" in mail["Subject"]
    assert "/confirm/secret" in mail.get_content()
    assert mail["Message-ID"].endswith("@127.0.0.1>")


def test_a_password_is_said_to_nobody_who_has_not_proved_their_name(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    with mail_server(context) as server:
        app = make_app(MAIL_URL=f"smtp://ana:s%40cret@{server.address}")
        with pytest.raises(mailing.NotSent, match="SSLCertVerificationError"):
            send(app)
        assert (server.taken, server.passwords) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        send(app)
        assert len(server.taken) == 1
        assert [said.endswith(" True") for said in server.passwords] == [True]


def test_without_encryption_no_password_is_said(make_app: MakeApp) -> None:
    with mail_server() as server:
        with pytest.raises(mailing.NotSent):
            send(make_app(MAIL_URL=f"smtp://ana:secret@{server.address}"))
        assert (server.taken, server.passwords) == ([], [])


def test_a_mail_that_is_refused_is_tried_again_and_the_log_names_nobody(
    make_app: MakeApp, capfd: pytest.CaptureFixture[str]
) -> None:
    with mail_server() as server:
        app = make_app(MAIL_URL=f"smtp://{server.address}", SIGNUP_CONFIRM="off")
        ana = Someone(app, "ana")
        server.refused.add(ana.email)
        with app.app_context():
            addresses.ask_again(ana.id, clock.now())
        run_errands(app)
        assert server.taken == []
        server.refused.clear()
        huey = jobs.of(app).huey
        later = datetime.now() + timedelta(minutes=2)
        with time_machine.travel(clock.now() + timedelta(minutes=2)):
            for task in huey.read_schedule(later.astimezone(UTC).replace(tzinfo=None)):
                huey.enqueue(task)
            run_errands(app)
        assert [mail["To"] for mail in server.taken] == [ana.email]
    logged = "".join(capfd.readouterr())
    assert "SMTPRecipientsRefused" in logged
    assert ana.email not in logged
    assert "no such mailbox" not in logged


@pytest.mark.parametrize("to", ["a@b.org\r\nBcc: x@y.org", "a@b.org\nX: y"])
def test_an_address_cannot_add_a_header(app: Flask, to: str) -> None:
    with pytest.raises(mailing.NotSent):
        send(app, to)
    assert mails(app) == []
