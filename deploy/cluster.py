"""`make cluster`: PostgreSQL, Redis, web processes, a worker and a balancer, to try and measure.

All of it lives in temporary folders and on loopback ports, and is gone at ctrl-C or SIGTERM. SIGHUP
restarts Woven's processes one after the other, while the others serve.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from deploy.balancer import HOST, Balancer
from deploy.local_servers import Missing, postgres_server, redis_server
from deploy.members import ROOT, Member, roll, running
from deploy.processes import free_port, port_is_free

WEB_PROCESSES = 3
CONNECTIONS = 40
"""Connections to PostgreSQL that each process may come to hold (pool and overflow)."""
STOP_SECONDS = "2"
"""The balancer asks four times a second who is ready."""


def ports(port: int, webs: int) -> list[int]:
    """Return a port for each process: 8101, 8102, 8103 and 8104 beside 8000, others where taken."""
    wanted = [port + 101 + n for n in range(webs + 1)]
    return [p if p <= 65535 and port_is_free(p) else free_port() for p in wanted]


async def balance(port: int, members: Sequence[Member]) -> int:
    """Balance until told to stop (0), or until no web process is left (1)."""
    loop = asyncio.get_running_loop()
    stop, again = asyncio.Event(), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    loop.add_signal_handler(signal.SIGHUP, again.set)
    webs = [member for member in members if member.kind == "web"]
    balancer = Balancer([web.port for web in webs])
    watching = asyncio.create_task(balancer.watch())
    rolling: asyncio.Task[bool] | None = None
    server = await balancer.serve(port)
    announce(port, members)
    told: set[int] = set()
    while not stop.is_set():
        if again.is_set() and (rolling is None or rolling.done()):
            again.clear()
            rolling = asyncio.create_task(roll(members, balancer))
        for member in members:
            pid, code = member.process.pid, member.process.poll()
            if code is not None and pid not in told and not member.is_restarting:
                told.add(pid)
                print(f"The process on port {member.port} ended with {code}.", flush=True)
        if all(web.process.poll() is not None and not web.is_restarting for web in webs):
            break
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 0.1)
    for task in (watching, rolling):
        if task is not None:
            task.cancel()
    server.close()  # not wait_closed(): from Python 3.12 on it waits for every open websocket
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # A second ctrl-C must not cut short the stopping, which ends by itself.
        loop.remove_signal_handler(name)
        signal.signal(name, signal.SIG_IGN)
    return 0 if stop.is_set() else 1


def announce(port: int, members: Sequence[Member]) -> None:
    """Print every address, each process's number, and what can be done with them."""
    for member in members:
        print(member)
    print(f"kill -HUP {os.getpid()}  restarts them one after the other, and starts those that died")
    print(
        "Of each: /readyz whether it is ready, /metrics its numbers. Kill one, and see who notices."
    )
    print(f"Woven  http://{HOST}:{port}  (ctrl-C stops everything)", flush=True)


def run(port: int, webs: int, *, demo: bool) -> int:
    """Start everything from the store outwards, and stop it in the opposite order."""
    with (
        tempfile.TemporaryDirectory(prefix="woven-cluster-") as instance,
        postgres_server(fsync=True, max_connections=(webs + 1) * CONNECTIONS + 20) as postgres,
        redis_server() as redis,
    ):
        settings = {
            "DATABASE_URL": postgres.new_database(),
            "REDIS_URL": redis.url,
            "PUBLIC_URL": os.environ.get("PUBLIC_URL", f"http://{HOST}:{port}"),
            # Never the one of this checkout: what is undone here must not be undone there.
            "INSTANCE_DIR": instance,
        }
        env = {"STOP_SECONDS": STOP_SECONDS} | os.environ | settings
        for command in (["db", "upgrade"], *([["demo"]] if demo else [])):
            if _flask(command, env):
                return 1
        # Said so that a command (`flask --app wsgi demo ...`) can be given this store as well.
        for name, value in settings.items():
            print(f"{name}={value}")
        places = ports(port, webs)
        members = [Member("web", place, env) for place in places[:webs]]
        members.append(Member("jobs", places[-1], env))
        with running(members):
            return asyncio.run(balance(port, members))


def _flask(command: Sequence[str], env: dict[str, str]) -> int:
    argv = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    return subprocess.run(argv, cwd=ROOT, env=env).returncode


def allow_many_sockets() -> None:
    """Raise the limit of open files: idle sockets are what a cluster is tried with."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> int:
    """Run the cluster on PORT; returns the exit code, 0 when it was told to stop."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--demo", action="store_true", help="add the demo's accounts")
    parser.add_argument("--webs", type=int, default=WEB_PROCESSES, help="how many web processes")
    wanted = parser.parse_args()
    port = int(os.environ.get("PORT", "8000"))
    if not port_is_free(port):
        print(f"Port {port} is taken: name another, make cluster PORT=8080", file=sys.stderr)
        return 1
    allow_many_sockets()
    # Until the balancer takes over: SIGTERM unwinds as ctrl-C does, and so stops the servers.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return run(port, wanted.webs, demo=wanted.demo)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
