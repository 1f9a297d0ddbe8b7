"""An application in this process, asked without a network: the processor's time is counted."""

import gc
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from statistics import quantiles
from time import process_time
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tracker import clock, config, create_app
from tracker.extensions import db
from tracker.models import Credential
from tracker.services import principal, transaction

ORIGIN = "http://127.0.0.1:8000"


@contextmanager
def application() -> Iterator[Flask]:
    """Make an application as `make run` would, on an empty store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"INSTANCE_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/woven.db"}
        environ |= {"RATE_LIMITS": "off", "LOG_LEVEL": "warning", "PUBLIC_URL": ""}
        environ |= {"REDIS_URL": "", "PORT": "8000"}
        upgrade = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(
            upgrade, cwd=config.ROOT, env={**os.environ, **environ}, check=True, capture_output=True
        )
        app = create_app(config.from_environ(environ))
        yield app
        with app.app_context():
            db.engine.dispose()


def signed_in(app: Flask, person_id: str) -> dict[str, str]:
    """Begin a session, and return the headers that a browser sends with it."""
    secret, now = secrets.token_urlsafe(32), clock.now()
    with app.app_context(), transaction.writing() as session:
        session.add(
            Credential(
                person_id=person_id,
                kind="session",
                secret_digest=principal.digest(secret),
                label="A browser",
                created_at=now,
                last_used_at=now,
                expires_at=now + principal.SESSION,
            )
        )
    return {
        "Cookie": f"woven_session={secret}",
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Accept-Language": "en-GB,en;q=0.9,de;q=0.8",
        "Sec-Fetch-Site": "same-origin",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    }


class Ask:
    """One request, to be made again and again: through the guard and all, as a server hands it."""

    def __init__(
        self, app: Flask, path: str, headers: dict[str, str], method: str = "GET", **body: Any
    ) -> None:
        sent = headers.items()
        builder = EnvironBuilder(path, base_url=ORIGIN, method=method, headers=sent, **body)
        self._app, self._environ = app, builder.get_environ()
        self._body = self._environ["wsgi.input"].read()

    def __call__(self) -> bytes:
        """Ask, and return the body of the answer, which has to be 200."""
        environ = {**self._environ, "wsgi.input": BytesIO(self._body)}
        parts, status, _ = run_wsgi_app(self._app, environ, buffered=True)
        body = b"".join(parts)
        assert status.startswith("200"), (status, environ["PATH_INFO"], body[:400])
        return body


def settle() -> None:
    """Keep the collector from what lives as long as the process, as tracker/server.py does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def by_turns(asks: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return what each takes of the processor, in ms: all of them in each round.

    The lowest tenth's: what takes longer was held up by others.
    """
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(rounds):
        for ask, taken in zip(asks, times, strict=True):
            began = process_time()
            ask()
            taken.append(process_time() - began)
    return [quantiles(taken, n=10)[0] * 1000 for taken in times]
