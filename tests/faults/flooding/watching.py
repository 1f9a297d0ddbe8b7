"""What a server looks like from outside while others hold it up: its answers, and what it takes."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.faults.report import percentile
from tests.support.people import Someone
from tests.support.server import LiveServer


@dataclass
class Taken:
    """What a process takes up."""

    threads: int
    files: int
    kilobytes: int
    greenlets: int
    connections: int


def taken(server: LiveServer) -> Taken:
    """Ask the system, and the server itself, what it takes up."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    figures = dict(line.split(":", 1) for line in status.splitlines())
    counted = server.folder / "counted.json"
    counted.unlink(missing_ok=True)
    os.kill(server.pid, signal.SIGUSR1)
    deadline = time.monotonic() + 10
    while not counted.exists():
        if time.monotonic() > deadline:
            raise AssertionError("the server does not count itself")
        time.sleep(0.01)
    own = json.loads(counted.read_text())
    return Taken(
        int(figures["Threads"]),
        len(list(Path(f"/proc/{server.pid}/fd").iterdir())),
        int(figures["VmRSS"].split()[0]),
        own["greenlets"],
        own["connections"],
    )


@dataclass
class Visitor:
    """Somebody who opens a page, again and again, each time on a new connection."""

    server: LiveServer
    person: Someone
    path: str = "/api/habits"
    times: list[float] = field(default_factory=list)
    """Milliseconds."""
    refused: list[str] = field(default_factory=list)

    def visit(self) -> None:
        """Open it once."""
        began = time.perf_counter()
        headers = {"Authorization": f"Bearer {self.person.secret}"}
        try:
            answer = requests.get(self.server.url + self.path, headers=headers, timeout=10)
            if answer.status_code != 200:
                self.refused.append(f"{answer.status_code}")
        except requests.RequestException as error:
            self.refused.append(type(error).__name__)
        self.times.append((time.perf_counter() - began) * 1000)

    @contextmanager
    def visiting(self, pause: float = 0.05) -> Iterator[None]:
        """Come and go in a thread of one's own."""
        over = threading.Event()

        def come() -> None:
            while not over.is_set():
                self.visit()
                over.wait(pause)

        thread = threading.Thread(target=come, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(15)

    def p(self, percent: int) -> float:
        """Return a percentile of the times."""
        return round(percentile(self.times, percent), 1)
