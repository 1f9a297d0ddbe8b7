"""What leaves a server otherwise than as an answer: sockets, Redis, pushes, mails, files."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from flask import Flask

from tests.faults.marking.asking import SCREEN, Asking
from tests.support.jobs import run_errand
from tests.support.push_service import Device, push_service
from tests.support.remote import Raw
from tests.support.server import LiveServer
from tracker.extensions import db
from tracker.jobs import push as pushes
from tracker.jobs.mailing import FOLDER
from tracker.jobs.work import ERRANDS
from tracker.models import MailLink, PushSubscription, SignUp
from tracker.services import push as push_service_rows


class Monitor:
    """All that is said to a Redis, from now on."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self._socket = socket.create_connection((parts.hostname, parts.port))
        self._socket.sendall(b"MONITOR\r\n")
        self._heard: list[bytes] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while data := self._socket.recv(65536):
            self._heard.append(data)

    def end(self) -> bytes:
        """Return everything that was heard."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()
        return b"".join(self._heard)


class Sockets:
    """A socket of everybody, and of a screen; what comes is read at the end."""

    def __init__(self, asking: Asking, servers: list[LiveServer], viewers: list[str]) -> None:
        self.raws: dict[str, Raw] = {}
        for number, viewer in enumerate([*viewers, SCREEN]):
            server = servers[number % len(servers)]
            headers = {"Cookie": asking.headers(viewer)["Cookie"], "Origin": server.url}
            raw = Raw(server, None, "&wall=1" if viewer == SCREEN else "", headers=headers)
            raw.send("40")
            self.raws[viewer] = raw

    def call(self, viewer: str, event: str, body: Mapping[str, Any]) -> None:
        """Send an event; its acknowledgement is read with all the rest."""
        self.raws[viewer].send(f"421{json.dumps([event, body])}")

    def heard(self, quiet: float) -> Iterator[tuple[str, list[str]]]:
        """Yield what came to each until it is quiet."""
        for viewer, raw in self.raws.items():
            yield viewer, raw.receive_all(quiet)

    def close(self) -> None:
        """Drop them."""
        for raw in self.raws.values():
            raw.close()


def mail_all(app: Flask, person_id: str, ids: Mapping[str, Any], now: str) -> None:
    """Write each kind of mail there is."""
    with app.app_context():
        links = {row.purpose: row.id for row in db.session.scalars(db.select(MailLink))}
        sign_up = db.session.scalar(db.select(SignUp.id).limit(1))
        db.session.remove()
    about: dict[str, tuple[Any, ...]] = {
        "mail.address": (links["address"],),
        "mail.address_asked": (person_id, now),
        "mail.confirm": (links["confirm"],),
        "mail.moved": (links["moved"],),
        "mail.passkey": (person_id, "added", now),
        "mail.new_sign_in": (person_id, ids["credential_ana"], now),
        "mail.password": (person_id, now),
        "mail.recap": (person_id, now),
        "mail.reminder": (ids["reminding_ana"], now[:10], now),
        "mail.reset": (links["reset"],),
        "mail.second_factor": (person_id, "on", now),
        "mail.sign_up": (sign_up,),
    }
    kinds = {name for name in ERRANDS if name.startswith("mail.")}
    assert kinds <= set(about), f"say what these are about: {kinds - set(about)}"
    for name in kinds:
        run_errand(app, name, *about[name])


def mails(folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield every mail in the folders that servers write theirs to: to whom, and all it says."""
    for folder in folders:
        for path in sorted((folder / FOLDER).glob("*.eml")):
            raw = path.read_bytes()
            mail = message_from_bytes(raw, policy=policy.default)
            yield str(mail["To"]), raw + b"\n" + mail.get_content().encode()


@contextmanager
def pushing(folder: Path) -> Iterator[Any]:
    """Let pushes of this process go to a push service on this machine."""
    with push_service(folder, "fcm.googleapis.com") as service:
        way = service.way(resolve=lambda _host, _port: ["127.0.0.1"])
        with patch.object(pushes, "USUAL", way):
            yield service


def push_all(
    app: Flask, folder: Path, devices: Mapping[str, Device], ids: Mapping[str, Any], now: str
) -> Iterator[tuple[str, bytes, bytes]]:
    """Send each kind of push to each device; yield whose it is, what passed, and what it reads."""
    with app.app_context():
        rows = {row.endpoint: row.id for row in db.session.scalars(db.select(PushSubscription))}
        db.session.remove()
    with pushing(folder) as service:
        for name, device in devices.items():
            to = rows[device.endpoint]
            service.requests.clear()
            run_errand(app, "push.reminder", to, ids[f"reminding_{name}"], now[:10], now)
            run_errand(app, "push.nudge", to, ids["habit"], now)
            run_errand(app, "push.recap", to, now)
            run_errand(app, push_service_rows.TEST, to, now)
            for request in service.requests:
                head = f"{request.headers}".encode()
                yield name, head + request.body, json.dumps(device.open(request.body)).encode()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file a server keeps beside its database: its log, its queue, its lists."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and FOLDER not in path.parts:
            yield path.name, path.read_bytes()
