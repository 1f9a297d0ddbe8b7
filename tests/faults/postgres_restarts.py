"""F9: PostgreSQL restarts, cuts connections off or goes silent while people tick.

    python -m tests.faults.postgres_restarts [--restarts 20] [--cuts 20] [--silence 15]

Web processes reach PostgreSQL through a proxy while clients tick at all of them (`ticking.py`).
First it is restarted in immediate mode, again and again: some seconds after it is back, each
process says that it is ready and takes a tick. Then connections are cut in the middle of what is
sent, and the power fails: a web process is killed too, and is there again before PostgreSQL. Then
it is silent, once with requests that do not arrive, and once with answers that do not;
and a couple's row is held by somebody who does not let go. What was acknowledged is there, once,
and sockets that are open hear all of it.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
import requests

from tests.faults.budget import Budget
from tests.faults.casting import cast
from tests.faults.report import Report
from tests.faults.soundness import wrong_with
from tests.faults.tcp_proxy import Direction, TcpProxy
from tests.faults.ticking import Figures
from tests.support.cluster import cluster
from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import Ear, Remote
from tests.support.server import LiveServer
from tests.support.servers import PostgresServer, postgres_server
from tracker import clock

HEALTHY = 5.0
"""Seconds after which all is well when PostgreSQL is back."""
ANSWERED = 10.0
"""Seconds within which a request is answered, whatever PostgreSQL does."""
EARLIER = 1.0
"""Seconds that a web process has been there before PostgreSQL is."""
CALM = 1.0
"""Seconds after a silence in which something sent before may still arrive."""


@dataclass
class Looker:
    """Asks each process whether it is well, by its own word and by a tick."""

    servers: Sequence[LiveServer]
    took: list[float] = field(default_factory=list)
    """Seconds from PostgreSQL's return until all were well."""

    def __post_init__(self) -> None:
        self.person, other = (Remote(self.servers[0], name) for name in ("ana", "ben"))
        self.couple = link(self.person, other)
        today = clock.now().date()
        self.path = f"/api/habits/{agreed(self.person, self.couple, today)}/ticks/{today}"

    def look(self) -> None:
        """Wait until all are well, and note how long that was."""
        back = time.monotonic()
        for server in self.servers:
            while not (server.is_ready() and self.ticks(server)):
                if time.monotonic() > back + 60:
                    raise RuntimeError(f"a process does not recover:\n{server.log[-2000:]}")
                time.sleep(0.02)
        self.took.append(time.monotonic() - back)

    def ticks(self, server: LiveServer) -> bool:
        """Tell whether a process takes a tick."""
        try:
            return bool(self.person.put(self.path, server=server).status_code == 200)
        except requests.RequestException:
            return False


@dataclass
class Faults:
    """What happens to PostgreSQL, and to the way there."""

    postgres: PostgresServer
    proxy: TcpProxy
    looker: Looker
    figures: Figures
    chance: random.Random

    def restart(self) -> int:
        """Crash it, and start it again: once."""
        self.postgres.kill()
        time.sleep(self.chance.uniform(0, 0.5))
        self.postgres.start()
        self.looker.look()
        time.sleep(self.chance.uniform(0.05, 0.4))
        return 1

    def power_cut(self, server: LiveServer) -> int:
        """Kill PostgreSQL and a web process, which then is there before it: once."""
        server.kill()
        self.postgres.kill()
        server.begin()
        while not answers(server):
            time.sleep(0.1)
        time.sleep(EARLIER)
        self.postgres.start()
        self.looker.look()
        return 1

    def cut(self) -> int:
        """Cut a connection off after some of the bytes that a tick or its answer takes: once."""
        direction: Direction = self.chance.choice(["up", "down"])
        self.proxy.cut_after(self.chance.randrange(1, 2500), direction)
        time.sleep(self.chance.uniform(0.1, 0.4))
        return 1

    def fall_silent(self, seconds: float) -> None:
        """Let nothing through in either direction, and then go on where it stopped."""
        self._silence(self.proxy.freeze, seconds)

    def swallow_answers(self, seconds: float) -> None:
        """Let requests arrive, and no answer: what was committed is not known to be."""
        self._silence(lambda: self.proxy.drop("down"), seconds)

    def _silence(self, begin: Callable[[], None], seconds: float) -> None:
        self.figures.calm.clear()
        begin()
        time.sleep(seconds)
        if "down" in self.proxy.dropped:
            self.proxy.cut()  # a stream of which a part is missing is no stream
        self.proxy.heal()
        self.looker.look()
        time.sleep(CALM)
        self.figures.calm.set()
        time.sleep(0.3)


def answers(server: LiveServer) -> bool:
    """Tell whether a process is there, ready or not."""
    try:
        return requests.get(f"{server.url}/healthz", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def held(looker: Looker, url: str) -> tuple[int, float]:
    """Tick while another holds the couple's row; return the status, and after how many seconds."""
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("SELECT 1 FROM couples WHERE id = %s FOR UPDATE", [looker.couple])
        began = time.monotonic()
        answer = looker.person.put(looker.path, server=looker.servers[-1])
        return answer.status_code, time.monotonic() - began


def hears(ear: Ear, told: list[dict[str, Any]]) -> bool:
    """Tell whether an open socket has heard a stream, as it is and once."""
    with suppress(AssertionError):
        ear.wait_for(lambda: len(ear.changes) >= len(told), "all of it")
    return ear.changes == told


def run(
    postgres: PostgresServer,
    processes: int,
    *,
    restarts: Budget,
    cuts: Budget,
    power_cuts: int,
    silence: float,
    seed: int = 0,
) -> Report:
    """Do all of it, each as often as its budget has it; tell what came of it."""
    figures, report = Figures(), Report("F9 PostgreSQL away while people tick")
    misheard: list[str] = []
    url = postgres.new_database()
    with ExitStack() as stack:
        proxy = stack.enter_context(TcpProxy(postgres.port))
        servers = stack.enter_context(cluster(processes, url, seen_as=proxy.before(url)))
        looker = Looker(servers)
        faults = Faults(postgres, proxy, looker, figures, random.Random(seed))
        people = cast(servers, figures)
        ears = [stack.enter_context(person.ear(servers[-1])) for person in people.people]
        begins = [ear.said("ready")[0]["cursor"] for ear in ears]
        time.sleep(0.3)
        report.say("restarts in immediate mode", sum(faults.restart() for _ in restarts))
        report.say("connections cut in the middle", sum(faults.cut() for _ in cuts))
        proxy.heal()
        looker.look()
        report.say("power cuts", sum(faults.power_cut(server) for server in servers[:power_cuts]))
        if silence:
            faults.fall_silent(silence)
            faults.swallow_answers(silence)
            report.say("silences, seconds each", silence)
        people.judge(figures)
        for person, ear, begin in zip(people.people, ears, begins, strict=True):
            misheard += [person.name] * (not hears(ear, person.stream()[begin:]))
        if silence:
            status, seconds = held(looker, url)
            report.must("status of a tick whose row is held", status, at_least=503, at_most=503)
            report.must("said after, s", seconds, at_most=ANSWERED)
        for server in servers:
            server.stop()
        unexpected = sum(server.log.count('"event": "unexpected"') for server in servers)
    report.must("slowest answer, s", max(took for _, took in figures.answers), at_most=ANSWERED)
    report.must("well when back, at last, s", max(looker.took), at_most=HEALTHY)
    figures.tell(report)
    report.none("sockets that heard otherwise than the streams", misheard)
    report.must("unexpected errors in the logs", unexpected, at_most=0)
    report.none("what the database's own check says", wrong_with(url))
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--silence", type=float, default=15.0)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with postgres_server(fsync=True, max_connections=200) as postgres:
        report = run(
            postgres,
            arguments.processes,
            restarts=Budget(arguments.restarts),
            cuts=Budget(arguments.cuts),
            power_cuts=arguments.processes - 1,  # sockets stay open at the last
            silence=arguments.silence,
            seed=arguments.seed,
        )
    print(report)
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
