"""PostgreSQL and Redis for one machine and one run: own folder, own port, gone afterwards.

Used by `make cluster` and by the tests. Nothing here is a way to keep data.
"""

import itertools
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg

from deploy.processes import end, free_port, spawn, wait_until


class Missing(RuntimeError):
    """A server's program is not on this machine."""


def program(name: str, package: str) -> str:
    """Return the path of a server's program; Debian and Homebrew keep PostgreSQL's out of PATH."""
    if found := shutil.which(name):
        return found
    places = (
        "usr/lib/postgresql/*/bin",
        "opt/homebrew/opt/postgresql*/bin",
        "usr/local/opt/postgresql*/bin",
    )
    found_aside = [p for place in places for p in Path("/").glob(f"{place}/{name}")]
    if not found_aside:
        raise Missing(
            f"{name} was not found: install {package} (Debian: apt-get install {package})"
        )
    return str(max(found_aside, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))]))


class LocalServer(ABC):
    """One server process in a temporary folder, which may be stopped, killed and started again."""

    stop_signal = signal.SIGTERM
    kill_signal = signal.SIGKILL
    user: int | None = None
    group: int | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:  # a ctrl-C while it starts would leave it running
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running process; a RuntimeError before start()."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process

    def start(self) -> None:
        """Start on the same port and data as before; returns once the server answers."""
        log = self.folder / "server.log"
        with log.open("ab") as out:
            self._process = spawn(
                self.command(), cwd=self.folder, log=out, user=self.user, group=self.group
            )
        if not wait_until(self.answers, self._process):
            self.kill()
            raise RuntimeError(
                f"{self.command()[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}"
            )

    def stop(self) -> None:
        """End in good order; nothing where it is not running."""
        if self._process is not None:
            end(self._process, self.stop_signal)

    def kill(self) -> None:
        """End at once, as in a crash."""
        if self._process is not None:
            end(self._process, self.kill_signal)

    def freeze(self) -> None:
        """Halt the process: its port still accepts connections, and then says nothing.

        PostgreSQL's connections each have a process of their own, which this does not halt.
        """
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen process go on."""
        self.process.send_signal(signal.SIGCONT)


class PostgresServer(LocalServer):
    # "Fast": waits for no client. And "immediate" is PostgreSQL's own crash: a SIGKILL would leave
    # its children holding the shared memory, so that it could not be started again at once.
    stop_signal = signal.SIGINT
    kill_signal = signal.SIGQUIT

    def __init__(self, folder: Path, *, fsync: bool, max_connections: int) -> None:
        super().__init__(folder)
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",  # a temporary folder's path can be too long for a socket
            "max_connections": str(max_connections),
        }
        if not fsync:
            self._settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
            }
        self._numbers = itertools.count(1)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.user, self.group = _unprivileged()
            os.chown(folder, self.user, self.group)
        self._initdb()

    def _initdb(self) -> None:
        argv = [program("initdb", "postgresql"), "-D", str(self.folder / "data"), "-U", "woven"]
        argv += ["-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        done = subprocess.run(
            argv,
            cwd=self.folder,
            capture_output=True,
            text=True,
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def command(self) -> list[str]:
        argv = [
            program("postgres", "postgresql"),
            "-D",
            str(self.folder / "data"),
            "-p",
            str(self.port),
        ]
        return argv + [part for item in self._settings.items() for part in ("-c", "=".join(item))]

    def _conninfo(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=woven dbname=postgres connect_timeout=2"

    def answers(self) -> bool:
        try:
            psycopg.connect(self._conninfo()).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def url(self) -> str:
        """SQLAlchemy's URL of the maintenance database; see new_database() for one to use."""
        return f"postgresql+psycopg://woven@127.0.0.1:{self.port}/postgres"

    def new_database(self, template: str | None = None) -> str:
        """Create a database and return its SQLAlchemy URL; it goes with the server at the latest.

        It is empty, or a copy of the one at `template`, a URL that nobody is connected to.
        """
        name = f"woven_{next(self._numbers)}"
        copy = "" if template is None else f" TEMPLATE {_name(template)}"
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            if copy and connection.info.server_version >= 150000:
                # The other way, through the log, which is the default since 15, takes six times
                # as long. Before 15 this was the only one, and had no name.
                copy += " STRATEGY file_copy"
            connection.execute(f"CREATE DATABASE {name}{copy}")
        return f"postgresql+psycopg://woven@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Remove a database of new_database(), with whoever is still connected to it."""
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)")


def _name(url: str) -> str:
    return url.rpartition("/")[2]


class RedisServer(LocalServer):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        argv = [
            program("redis-server", "redis-server"),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
        ]
        return [
            *argv,
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.folder),
            "--daemonize",
            "no",
        ]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _unprivileged() -> tuple[int, int]:
    """Return uid and gid of the account that root starts PostgreSQL as."""
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return account.pw_uid, account.pw_gid
    raise RuntimeError(
        "PostgreSQL will not run as root, and there is neither a user postgres nor nobody"
    )


@contextmanager
def postgres_server(*, fsync: bool = False, max_connections: int = 100) -> Iterator[PostgresServer]:
    """Run a fresh PostgreSQL, as superuser woven without password; raises Missing.

    fsync=False is for tests that do not ask what survives a crash.
    """
    with (
        _folder("woven-postgres-") as folder,
        PostgresServer(folder, fsync=fsync, max_connections=max_connections) as server,
    ):
        yield server


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run a fresh Redis that keeps nothing; raises Missing."""
    with _folder("woven-redis-") as folder, RedisServer(folder) as server:
        yield server


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    """Make a temporary folder; a late write into it does not fail its removal."""
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)
