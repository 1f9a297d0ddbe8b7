"""`make cluster`: PostgreSQL, Redis, three web processes and a balancer, for trying and measuring.

All of it lives in temporary folders and on loopback ports, and is gone at ctrl-C or SIGTERM.
"""

import asyncio
import contextlib
import os
import resource
import secrets
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from deploy.balancer import HOST, Balancer
from deploy.local_servers import Missing, postgres_server, redis_server
from deploy.processes import end, free_port, port_is_free, spawn, wait_until

ROOT = Path(__file__).resolve().parent.parent
WEB_PROCESSES = 3
WEB_CONNECTIONS = 40
"""Connections to PostgreSQL that each web process may come to hold (pool and overflow)."""

Web = tuple[int, subprocess.Popen[bytes]]
"""A web process and its port."""


def web_ports(port: int) -> list[int]:
    """Return a port for each web process: 8101, 8102, 8103 beside 8000, others where taken."""
    wanted = [port + 101 + n for n in range(WEB_PROCESSES)]
    return [p if port_is_free(p) else free_port() for p in wanted]


def answers(port: int) -> bool:
    """Tell whether the web process on this port serves requests."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def web_processes(ports: list[int], env: dict[str, str]) -> Iterator[list[Web]]:
    """Run one web process for each port; yields when all of them answer."""
    started: list[Web] = []
    try:
        for port in ports:
            process = spawn([sys.executable, "wsgi.py"], cwd=ROOT, env=env | {"PORT": str(port)})
            started.append((port, process))
        for port, process in started:
            if not wait_until(lambda port=port: answers(port), process, seconds=60):  # type: ignore[misc]
                raise SystemExit(f"The web process on port {port} did not start.")
        yield started
    finally:
        for _, process in started:
            process.terminate()  # all at once; then each is waited for
        for _, process in started:
            end(process, signal.SIGTERM)


async def balance(port: int, webs: list[Web]) -> int:
    """Balance until told to stop (0), or until no web process is left (1)."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    server = await Balancer([web_port for web_port, _ in webs]).serve(port)
    announce(port, webs)
    alive = list(webs)
    while alive and not stop.is_set():
        for web in [web for web in alive if web[1].poll() is not None]:
            print(f"The web process on port {web[0]} ended with {web[1].returncode}.", flush=True)
            alive.remove(web)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 0.5)
    server.close()  # not wait_closed(): from Python 3.12 on it waits for every open websocket
    for name in (signal.SIGINT, signal.SIGTERM):
        # A second ctrl-C must not cut short the stopping, which ends by itself.
        loop.remove_signal_handler(name)
        signal.signal(name, signal.SIG_IGN)
    return 0 if alive else 1


def announce(port: int, webs: list[Web]) -> None:
    """Print every address, and each process's number for whoever wants to kill one."""
    for web_port, process in webs:
        print(f"web    http://{HOST}:{web_port}  (process {process.pid})")
    print(f"Woven  http://{HOST}:{port}  (ctrl-C stops everything)", flush=True)


def run(port: int) -> int:
    """Start everything from the store outwards, and stop it in the opposite order."""
    connections = WEB_PROCESSES * WEB_CONNECTIONS + 20
    with (
        postgres_server(fsync=True, max_connections=connections) as postgres,
        redis_server() as redis,
    ):
        settings = {
            "DATABASE_URL": postgres.new_database(),
            "REDIS_URL": redis.url,
            "PUBLIC_URL": os.environ.get("PUBLIC_URL", f"http://{HOST}:{port}"),
            "SECRET_KEY": os.environ.get("SECRET_KEY", secrets.token_urlsafe(32)),
        }
        env = os.environ | settings
        upgrade = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        if subprocess.run(upgrade, cwd=ROOT, env=env).returncode:
            return 1
        # Said so that a command (`flask --app wsgi demo ...`) can be given this store as well.
        for name in ("DATABASE_URL", "REDIS_URL", "PUBLIC_URL"):
            print(f"{name}={settings[name]}")
        with web_processes(web_ports(port), env) as webs:
            return asyncio.run(balance(port, webs))


def allow_many_sockets() -> None:
    """Raise the limit of open files: idle sockets are what a cluster is tried with."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> int:
    """Run the cluster on PORT; returns the exit code, 0 when it was told to stop."""
    port = int(os.environ.get("PORT", "8000"))
    if not port_is_free(port):
        print(f"Port {port} is taken: name another, make cluster PORT=8080", file=sys.stderr)
        return 1
    allow_many_sockets()
    # Until the balancer takes over: SIGTERM unwinds as ctrl-C does, and so stops the servers.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return run(port)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
