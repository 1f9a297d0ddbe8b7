"""The processes of a cluster: started, watched, and restarted one after the other."""

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from deploy.balancer import HOST, Balancer
from deploy.processes import end, spawn, wait_until

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 30.0
"""How long a process that was told to stop may take."""
LOOK_SECONDS = 0.05


class Member:
    """One process of Woven, and the port on which it says how it is."""

    def __init__(self, kind: str, port: int, env: dict[str, str]) -> None:
        self.kind = kind
        self.port = port
        self._argv = [sys.executable, "wsgi.py", *(["jobs"] if kind == "jobs" else [])]
        self._env = env | {"PORT": str(port), "JOBS": "elsewhere"}
        self._process: subprocess.Popen[bytes] | None = None
        self.is_restarting = False

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that was started last."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process

    def start(self) -> None:
        """Start it; see `is_ready` for when it has."""
        self._process = spawn(self._argv, cwd=ROOT, env=self._env)

    def is_ready(self) -> bool:
        """Tell whether it can do its work."""
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/readyz", timeout=2) as reply:
                return bool(reply.status == 200)
        except OSError:
            return False

    def __str__(self) -> str:
        return f"{self.kind:4}   http://{HOST}:{self.port}  (process {self.process.pid})"


@contextlib.contextmanager
def running(members: Sequence[Member]) -> Iterator[None]:
    """Run the processes; yields when all of them are ready."""
    started: list[Member] = []
    try:
        for member in members:
            member.start()
            started.append(member)
        for member in members:
            if not wait_until(member.is_ready, member.process, seconds=START_SECONDS):
                raise SystemExit(f"The process on port {member.port} did not start.")
        yield
    finally:
        for member in started:
            member.process.send_signal(signal.SIGINT)  # all at once, and none goes on serving
        for member in started:
            end(member.process, signal.SIGINT)


async def roll(members: Sequence[Member], balancer: Balancer) -> bool:
    """Restart them one after the other, each once the one before is ready again.

    False where one did not come up again: the others go on as they were.
    """
    for member in members:
        member.is_restarting = True
        if member.process.poll() is None:
            member.process.terminate()
        await _until(partial(_has_ended, member), STOP_SECONDS)
        end(member.process, signal.SIGKILL)  # reaped; nothing more where it has ended
        member.start()
        if not await _until(partial(_is_back, member, balancer), START_SECONDS):
            print(f"The process on port {member.port} did not come up again.", flush=True)
            return False
        member.is_restarting = False
        print(f"Restarted: {member}", flush=True)
    return True


async def _has_ended(member: Member) -> bool:
    return member.process.poll() is not None


async def _is_back(member: Member, balancer: Balancer) -> bool:
    seen = member.kind != "web" or balancer.is_ready(member.port)
    return seen and await asyncio.to_thread(member.is_ready)


async def _until(done: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    """Wait until something is so; False when the time is up."""
    deadline = time.monotonic() + seconds
    while not await done():
        if time.monotonic() >= deadline:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True
