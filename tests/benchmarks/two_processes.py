"""Two web processes beside one, on PostgreSQL: `python -m tests.benchmarks.two_processes`.

Redis between, and the two of a couple listen at different processes, so that each tick crosses.
Asked twice. Plainly: what this machine does, whose processors PostgreSQL, Redis and the load want
too; with two of them one web process leaves little over for a second. And with each web process
held to a share of a processor (`shares`), so small that everything has room: what is asked then is
whether two stand in each other's way, in locks, the pool, the bus or PostgreSQL.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local_servers import Missing, PostgresServer, postgres_server, redis_server
from deploy.processes import free_port
from tests.benchmarks import load, serving, shares
from tests.benchmarks.serving import Server
from tests.benchmarks.table import Pair, head, row
from tracker import clock
from tracker.extensions import db

COUPLES = 32
"""So many that each process has somebody to work for while others wait for PostgreSQL."""
PAIRS = 5
WARM, SECONDS = 1.0, 4.0
SHARE = 0.25
"""Of a processor, for each web process."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Ticks a second, and the µs of a processor that each took in the web and in PostgreSQL."""

    rate: float
    web: float
    postgres: float

    @property
    def busy(self) -> float:
        """Return the percent of a processor that the web processes used."""
        return self.rate * self.web / 1e4


@contextmanager
def cluster(postgres: PostgresServer, redis_url: str) -> Iterator[tuple[Server, Server]]:
    """Run two web processes on a database with couples."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url, ports = postgres.new_database(), (free_port(), free_port())
        environs = [serving.settings(Path(folder), url, port, redis_url) for port in ports]
        app = serving.made(environs[0])
        today = clock.now().date()
        couples = [serving.one_couple(app, f"c{number}", today) for number in range(COUPLES)]
        with app.app_context():
            db.engine.dispose()
        pids = [
            stack.enter_context(serving.running(["wsgi.py"], port, environ))
            for port, environ in zip(ports, environs, strict=True)
        ]
        one, other = (Server(port, pid, couples, {}) for port, pid in zip(ports, pids, strict=True))
        yield one, other


def measure(servers: Sequence[Server], postgres: PostgresServer) -> Measured:
    """Let all couples tick as fast as they are answered, spread over these servers."""
    couples = servers[0].couples
    at = [servers[number % len(servers)].port for number in range(len(couples))]
    before = [server.cpu() for server in servers], of_all(postgres)
    rate: float = load.run(
        do="saturated",
        port=servers[0].port,
        tickers=[[*couple.ticker, port] for couple, port in zip(couples, at, strict=True)],
        listeners=[
            [*client, server.port]
            for couple in couples
            for client, server in zip(couple.listeners, (servers[0], servers[-1]), strict=True)
        ],
        warm=WARM,
        seconds=SECONDS,
    )
    counted = rate * (WARM + SECONDS)
    web = sum(server.cpu() for server in servers) - sum(before[0])
    return Measured(rate, web / counted * 1e6, (of_all(postgres) - before[1]) / counted * 1e6)


def of_all(postgres: PostgresServer) -> float:
    """Return the seconds of a processor that PostgreSQL has used, with all its backends."""
    parent, used = postgres.process.pid, 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(")")
        except OSError:  # ended meanwhile
            continue
        fields = rest.split()
        if parent in (int(fields[1]), int(name.split()[0])):
            used += int(fields[11]) + int(fields[12])
            if int(name.split()[0]) == parent:  # with those that have ended
                used += int(fields[13]) + int(fields[14])
    return used / os.sysconf("SC_CLK_TCK")


def pairs(
    one: Server, other: Server, postgres: PostgresServer, count: int
) -> list[tuple[Measured, Measured]]:
    """Measure one process and two by turns; which one it is that is alone changes as well."""
    return [
        (
            measure([(one, other)[number % 2]], postgres),
            measure([one, other], postgres),
        )
        for number in range(count)
    ]


def said(found: Sequence[tuple[Measured, Measured]], target: str) -> None:
    """Print what was measured."""

    def column(name: str) -> list[Pair]:
        return [(getattr(a, name), getattr(b, name)) for a, b in found]

    row(f"ticks a second, {COUPLES} couples at once", column("rate"), target)
    row("  % of a processor, web", column("busy"))
    row("  µs of the processor a tick, web", column("web"))
    row("  µs of the processor a tick, PostgreSQL", column("postgres"))


def main(count: int = PAIRS) -> None:
    """Print both tables."""
    try:
        with (
            postgres_server(fsync=True, max_connections=100) as postgres,
            redis_server() as redis,
            cluster(postgres, redis.url) as (one, other),
        ):
            head("one", "two")
            print(f"as they come, on {os.cpu_count()} processors")
            said(pairs(one, other, postgres, count), "")
            with shares.held(one.pid, SHARE) as how, shares.held(other.pid, SHARE):
                print(f"each held to {SHARE:.0%} of a processor, {how}")
                said(pairs(one, other, postgres, count), "≥ 1.7")
    except Missing as missing:
        print(missing)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
