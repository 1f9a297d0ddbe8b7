"""`make cluster` with the real app: restarted under ticks, less one process, gone at the end."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from deploy.local_servers import program
from deploy.members import ROOT
from deploy.processes import free_port
from tests.conftest import build
from tests.faults.casting import judge
from tests.faults.ticking import Client, Figures, Place
from tests.support.habits import agreed
from tests.support.listeners import kept_listeners
from tests.support.people import link
from tests.support.remote import Ear, Remote
from tests.support.servers import missing_servers_skip
from tracker import clock
from tracker.extensions import db


class Cluster:
    """A cluster of two web processes, and what it says."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = folder / "output"
        environ = {
            "PORT": str(self.port),
            "TMPDIR": str(temporary),
            "RATE_LIMITS": "off",
            "STOP_SECONDS": "3",
        }
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.cluster", "--webs", "2"],
                cwd=ROOT,
                env=os.environ | environ,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str, count: int = 1) -> None:
        """Wait until it has said something so often."""
        deadline = time.monotonic() + 90
        while self.said.count(words) < count:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def members(self) -> list[tuple[str, int, int]]:
        """Return kind, port and process of each, as they were said, the newest last."""
        found = re.findall(r"(web|jobs) +http://127.0.0.1:(\d+)  \(process (\d+)\)", self.said)
        return [(kind, int(port), int(pid)) for kind, port, pid in found]

    def status(self) -> int:
        with urllib.request.urlopen(f"{self.url}/readyz", timeout=10) as reply:
            return int(reply.status)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that PostgreSQL's own user can reach, which tmp_path keeps to this one."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


class OnOneLine(threading.Thread):
    """A client that keeps its connection, as browsers and proxies do."""

    def __init__(self, url: str, secret: str) -> None:
        super().__init__(daemon=True)
        self.url, self.secret = url, secret
        self.stopped = threading.Event()
        self.answers: list[Any] = []

    def run(self) -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {self.secret}"
            while not self.stopped.is_set():
                try:
                    self.answers.append(session.get(f"{self.url}/api/me", timeout=10).status_code)
                except requests.RequestException as error:
                    self.answers.append(error)
                time.sleep(0.2)


class Half:
    """A request of which half has come when its process is told to stop."""

    def __init__(self, cluster: Cluster, port: int, person: Remote, habit: str) -> None:
        self.port = port
        self.headers = {
            "Host": f"127.0.0.1:{cluster.port}",
            "Authorization": f"Bearer {person.secret}",
        }
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.line.putrequest(
            "PUT", f"/api/habits/{habit}/ticks/{clock.now().date()}", skip_host=True
        )
        for name, value in (self.headers | {"Content-Type": "application/json"}).items():
            self.line.putheader(name, value)
        self.line.putheader("Content-Length", "11")
        self.line.endheaders(b'{"slot"')

    def end(self) -> tuple[int, str | None]:
        """Send the other half; return the answer's status, and what becomes of the line."""
        self.line.send(b": 1}")
        with self.line.getresponse() as answer:
            return answer.status, answer.getheader("Connection")

    def ask(self, path: str, **headers: str) -> tuple[int, str, str | None]:
        """Ask the same process; return status, body, and what becomes of the line."""
        url = f"http://127.0.0.1:{self.port}{path}"
        answer = requests.get(url, headers=self.headers | headers, timeout=10)
        return answer.status_code, answer.text, answer.headers.get("Connection")


def the_first_ends_what_was_begun(cluster: Cluster, half: Half, ana: Remote) -> None:
    """It says that it stops, serves for a while, lets nobody in, and answers who is there."""
    deadline = time.monotonic() + 20
    while half.ask("/readyz")[0] == 200:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    status, body, line = half.ask("/readyz")
    assert (status, json.loads(body), line) == (503, {"status": "stopping"}, "close")
    assert half.ask("/api/me")[::2] == (200, "close")
    opening = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    assert half.ask("/socket.io/?EIO=4&transport=websocket", **opening)[0] == 503
    while True:
        assert time.monotonic() < deadline
        try:
            half.ask("/healthz")
        except requests.ConnectionError:
            break
        time.sleep(0.05)
    assert half.end() == (200, "close")


class Unhurried(Client):
    """Ticks with pauses: it is not the load that is asked about."""

    def write(self, place: Place) -> None:
        time.sleep(0.2)
        super().write(place)

    def sync(self, place: Place) -> None:
        time.sleep(0.2)
        super().sync(place)


@pytest.mark.timeout(300)  # it starts six processes
def test_a_cluster_is_restarted_under_ticks_outlives_a_process_and_leaves_nothing(
    tmp_path: Path, open_folder: Path
) -> None:
    with missing_servers_skip():
        program("initdb", "postgresql")
        program("redis-server", "redis-server")
    cluster = Cluster(tmp_path, open_folder)
    try:
        cluster.wait_for("ctrl-C stops everything")
        first = cluster.members()
        assert [kind for kind, *_ in first] == ["web", "web", "jobs"]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{first[2][1]}/sign-in", timeout=10)
        the_worker_does_what_nobody_waits_for(cluster, first)

        nobody_notices_a_restart(cluster, tmp_path)
        second = cluster.members()[3:5]
        assert [(kind, port) for kind, port, _ in second] == [one[:2] for one in first[:2]]
        assert not {pid for *_, pid in first} & {pid for *_, pid in second}

        os.kill(second[0][2], signal.SIGKILL)
        # A process that is dying may still take a connection.
        cluster.wait_for("ended with -9")
        assert [cluster.status() for _ in range(4)] == [200] * 4

        cluster.process.terminate()
        assert cluster.process.wait(30) == 0, cluster.said
    finally:
        cluster.process.kill()
        cluster.process.wait()
    for *_, pid in cluster.members():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert list(open_folder.iterdir()) == []


def the_worker_does_what_nobody_waits_for(
    cluster: Cluster, members: list[tuple[str, int, int]]
) -> None:
    """Who signs up is sent a mail; not by a web process."""
    account = {"email": "max@example.org", "password": "five words for a test", "name": "Max"}
    made = requests.post(f"{cluster.url}/api/accounts", json=account, timeout=10)
    assert made.status_code == 201, made.text
    deadline = time.monotonic() + 30
    done = 'woven_job_seconds_count{outcome="done",work="mail"}'
    while done not in requests.get(f"http://127.0.0.1:{members[-1][1]}/metrics", timeout=10).text:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    for _, port, _ in members[:-1]:
        assert done not in requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text


def nobody_notices_a_restart(cluster: Cluster, folder: Path) -> None:
    """Restart all processes while ana and ben tick and listen: nothing fails, nothing is lost."""
    (url,) = re.findall(r"^DATABASE_URL=(.+)$", cluster.said, re.M)
    with kept_listeners():
        server: Any = SimpleNamespace(url=cluster.url, app=build(url, folder))
    ana, ben, dev = (Remote(server, name) for name in ("ana", "ben", "dev"))
    couple, start = link(ana, ben), clock.now().date() - timedelta(days=5)
    habit, another = (agreed(ana, couple, start, times=20) for _ in range(2))
    figures = Figures()
    clients = [
        Unhurried(person, habit, number, figures, server)
        for number, person in enumerate((ana, ben))
    ]
    line = OnOneLine(cluster.url, ben.secret)
    with Ear(server, {"Authorization": f"Bearer {ana.secret}"}) as ear:
        for thread in (*clients, line):
            thread.start()
        half = Half(cluster, cluster.members()[0][1], ana, another)
        os.kill(cluster.process.pid, signal.SIGHUP)
        the_first_ends_what_was_begun(cluster, half, ana)
        cluster.wait_for("Restarted: web", 2)
        ear.wait_closed()
        assert ear.said("bye") == [{"reason": "restart"}]
    for stopped in (*(client.stopped for client in clients), line.stopped):
        stopped.set()
    for thread in (*clients, line):
        thread.join(30)
    judge(clients, [ana, ben], [dev], figures)
    with server.app.app_context():
        db.engine.dispose()
    assert [client.failure for client in clients] == [None, None]
    assert set(line.answers) == {200}
    assert figures.acknowledged > 20
    usual = {"acknowledged", "duplicates", "answers", "calm"}
    assert {name: value for name, value in vars(figures).items() if value}.keys() <= usual, figures
