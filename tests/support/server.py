"""The real server as a process of its own, which may be killed and started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from flask import Flask
from flask_migrate import upgrade

from deploy.processes import end, free_port, spawn, wait_until
from tests.conftest import build
from tests.support.listeners import kept_listeners
from tracker.extensions import db

ROOT = Path(__file__).resolve().parents[2]


class LiveServer:
    """`python wsgi.py` on a free port and a database that is migrated already.

    Use as a context manager. `app` is an application of the calling process on the same database:
    for it to make people and habits with, and as the other process that a server has beside it. One
    that is built here tells nobody of what it commits.
    """

    command: tuple[str, ...] = ("wsgi.py",)
    """What Python is started with."""

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str | None = None,
        template: Path | None = None,
        redis_url: str | None = None,
        app: Flask | None = None,
        **environ: str,
    ) -> None:
        """Take a folder of its own; without `database_url` the store is a SQLite file in it.

        `template` is a migrated SQLite file to copy. `app`: the database is migrated, by this one.
        """
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        if database_url is None:
            database_url = f"sqlite:///{folder / 'woven.db'}"
            if template is not None:
                shutil.copy(template, folder / "woven.db")
        if app is None:
            with kept_listeners():
                app = build(database_url, folder)
            if template is None:
                with app.app_context():
                    upgrade()
        self.app = app
        self.environ = {
            "DATABASE_URL": database_url,
            "INSTANCE_DIR": str(folder),
            "PORT": str(self.port),
            "RATE_LIMITS": "off",
            "SECRET_KEY": "for tests alone, thirty-two or more",
            "VAPID_KEY": "AAAAAAAAAABMvZ40Lu8lWQ465CjDXSvumPU54pOJR8g",
            "REDIS_URL": redis_url or "",
            "PUBLIC_URL": "",
            "BIND": "127.0.0.1",
            "LOG_LEVEL": "info",
            **environ,
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        with self.app.app_context():
            db.engine.dispose()

    def start(self) -> None:
        """Start on the same port and data as before; returns once the server is ready."""
        self.begin()
        self.wait()

    def begin(self) -> None:
        """Start, and return at once; `wait` waits for it."""
        with self.log_path.open("ab") as log:
            self._process = spawn(
                [sys.executable, *self.command], cwd=ROOT, env=os.environ | self.environ, log=log
            )

    def wait(self) -> None:
        """Wait until the server is ready; RuntimeError with its log where it is not."""
        assert self._process is not None
        if not wait_until(self.is_ready, self._process):
            self.kill()
            raise RuntimeError(f"the server did not start:\n{self.log[-2000:]}")

    def is_ready(self) -> bool:
        """Tell whether the server says that it can do its work."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """End it at once, as in a crash."""
        if self._process is not None:
            end(self._process, signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order."""
        if self._process is not None:
            end(self._process, signal.SIGTERM)

    def restart(self) -> None:
        """Crash, and start again."""
        self.kill()
        self.start()

    def freeze(self) -> None:
        """Halt it: its port still accepts connections, and then says nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        os.kill(self.pid, signal.SIGCONT)

    @property
    def pid(self) -> int:
        """The server's process."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    @property
    def log(self) -> str:
        """All that the server has said so far."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    @property
    def errors(self) -> list[str]:
        """What it has logged as an error."""
        return [line for line in self.log.splitlines() if '"level": "error"' in line]


@contextmanager
def served(kind: type[LiveServer] = LiveServer, **options: Any) -> Iterator[LiveServer]:
    """Run a server in a folder that goes with it; the options are LiveServer's."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        kind(Path(folder), **options) as server,
    ):
        yield server
