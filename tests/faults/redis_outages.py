"""F8: Redis is killed, frozen, cut off, silent or slow while people tick; who listens hears it all.

    python -m tests.faults.redis_outages [--processes 3] [--couples 3]

Couples tick at several web processes with Redis between them, and listen at another one than they
tick at. Ticks stay quick throughout. Everything is heard, once and in order, at most some seconds
late; and at once again when Redis is back.
"""

import argparse
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import requests

from tests.faults.report import Report, percentile
from tests.faults.tcp_proxy import TcpProxy
from tests.support.cluster import cluster
from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import Ear, Remote, silent_strangers
from tests.support.server import LiveServer
from tests.support.servers import RedisServer, postgres_server, redis_server
from tracker import clock

QUICK = 300
"""Milliseconds that the slowest hundredth of the ticks may take."""
CAUGHT_UP = 5.0
"""Seconds after which whoever listens has heard everything."""
AFTERWARDS = 5.0
"""Seconds that are still looked at when Redis is back; in the last two it is heard at once."""
AT_ONCE = 300
"""Milliseconds; without Redis it takes a second on average, by the sweep."""
PAUSE = 0.1
"""Seconds between a person's ticks."""


@dataclass(frozen=True)
class Outage:
    """What happens to Redis, and for how long."""

    name: str
    seconds: float
    begin: Callable[[], None]
    end: Callable[[], None]

    def __str__(self) -> str:
        return f"{self.name} {self.seconds:g} s"


def to_server(redis: RedisServer) -> dict[str, tuple[Callable[[], None], Callable[[], None]]]:
    """Return what may happen to the server itself: how it begins, how it ends."""
    return {"killed": (redis.kill, redis.start), "frozen": (redis.freeze, redis.thaw)}


def outages(redis: RedisServer, proxy: TcpProxy) -> list[Outage]:
    """Return everything that happens in the full run."""

    def die() -> None:
        proxy.refuse()
        redis.kill()

    def live() -> None:
        redis.start()
        proxy.heal()

    frozen = to_server(redis)["frozen"]
    return [
        Outage("killed", 5, die, live),
        Outage("killed", 34, die, live),
        Outage("killed", 90, die, live),
        Outage("frozen", 30, *frozen),
        Outage("cut off", 5, proxy.refuse, proxy.heal),
        Outage("silent", 30, proxy.freeze, proxy.heal),
        Outage("half a second away", 10, lambda: proxy.delay(0.5), proxy.heal),
    ]


class Ticker(threading.Thread):
    """A person who ticks and takes it back, and notes when it was answered, and how quickly."""

    def __init__(self, person: Remote, habit: str) -> None:
        super().__init__(daemon=True)
        self.person, self.habit = person, habit
        self.answered: list[tuple[float, float]] = []
        """When, and after how many milliseconds; each is told to both once."""
        self.wrong: list[str] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        """Tick."""
        path = f"/api/habits/{self.habit}/ticks/{clock.now().date()}"
        methods = ("PUT", "DELETE")
        while not self.stopped.wait(PAUSE):
            began = time.monotonic()
            try:
                answer = self.person.call(methods[len(self.answered) % 2], path, json={})
            except requests.RequestException as error:
                self.wrong.append(type(error).__name__)
                return
            if answer.status_code != 200:
                self.wrong.append(f"{answer.status_code} {answer.text[:100]}")
                return
            now = time.monotonic()
            self.answered.append((now, (now - began) * 1000))


def hears(ear: Ear, count: int) -> None:
    """Wait until so many changes have been heard; what is missing then is found out later."""
    with suppress(AssertionError):
        ear.wait_for(lambda: len(ear.changes) >= count, "all of it", CAUGHT_UP)


class Couples:
    """Couples who tick and listen, at all the processes in turn."""

    def __init__(self, servers: Sequence[LiveServer], count: int) -> None:
        self.tickers: list[Ticker] = []
        self.ears: list[tuple[Ear, list[Ticker]]] = []
        """Each with the two whom it hears of."""
        for number in range(count):
            here, there = (servers[(number + n) % len(servers)] for n in range(2))
            pair = Remote(here, "ana"), Remote(here, "ben")
            couple = link(*pair)
            habit = agreed(pair[0], couple, clock.now().date())
            both = [Ticker(person, habit) for person in pair]
            self.tickers += both
            # Where neither of them ticks, since what is committed there would lead to the rest.
            self.ears += [(person.ear(there), both) for person in pair]

    def start(self) -> None:
        for ticker in self.tickers:
            ticker.start()

    def stop(self) -> None:
        """Let everybody stop, and hear what was said last."""
        for ticker in self.tickers:
            ticker.stopped.set()
        for ticker in self.tickers:
            ticker.join()
        for ear, both in self.ears:
            hears(ear, sum(len(ticker.answered) for ticker in both))

    def close(self) -> None:
        for ear, _ in self.ears:
            ear.client.disconnect()

    def took(self, begin: float, end: float) -> list[float]:
        """Return how many milliseconds the ticks of a time took to be answered."""
        return [
            took for ticker in self.tickers for at, took in ticker.answered if begin <= at < end
        ]

    def late(self, begin: float, end: float) -> list[float]:
        """Return how many milliseconds after the answer the ticks of a time were heard."""
        delays = []
        for ear, both in self.ears:
            heard = [(at, data) for at, event, data in list(ear.heard) if event == "change"]
            for ticker in both:
                of_them = [at for at, data in heard if data["data"]["person"] == ticker.person.id]
                # Each of them told something new, and a stream keeps their order: the n-th it is.
                delays += [
                    (at - answered) * 1000
                    for at, (answered, _) in zip(of_them, ticker.answered, strict=False)
                    if begin <= answered < end
                ]
        return delays

    def misheard(self) -> list[str]:
        """Return what was heard otherwise than it stands in the streams."""
        return [
            f"{[item['seq'] for item in heard][-3:]} of {len(stream)}"
            for number, (ear, _) in enumerate(self.ears)
            if (heard := ear.changes) != (stream := self.tickers[number].person.stream())
        ]


def run(
    servers: Sequence[LiveServer],
    happenings: Sequence[Outage],
    *,
    couples: int,
    afterwards: float = AFTERWARDS,
) -> Report:
    """Let these things happen to Redis, one after the other; tell what came of it."""
    report = Report("F8 Redis away while people tick")
    report.say("web processes", len(servers))
    spans = []
    with silent_strangers(*servers):
        those = Couples(servers, couples)
        try:
            those.start()
            time.sleep(1)
            for outage in happenings:
                begin = time.monotonic()
                outage.begin()
                try:
                    time.sleep(outage.seconds)
                finally:
                    outage.end()
                back = time.monotonic()
                time.sleep(afterwards)
                spans.append((str(outage), begin, back, time.monotonic()))
            those.stop()
            for name, begin, back, end in spans:
                took = those.took(begin, end) or [float("inf")]
                report.say(f"{name}: ticks", len(took))
                report.must(f"{name}: ticks' p99, ms", percentile(took, 99), at_most=QUICK)
                late = those.late(begin, end) or [float("inf")]
                report.must(f"{name}: heard at last, ms", max(late), at_most=CAUGHT_UP * 1000)
                again = those.late(max(back, end - 2), end) or [float("inf")]
                report.must(f"{name}: p50 when back, ms", percentile(again, 50), at_most=AT_ONCE)
            report.none("not answered with 200", [w for t in those.tickers for w in t.wrong])
            report.none("heard otherwise than the streams have it", those.misheard())
        finally:
            those.close()
    for name, word in (("unexpected errors", "unexpected"), ("sweeps that failed", "sweep_failed")):
        count = sum(server.log.count(f'"event": "{word}"') for server in servers)
        report.must(f"{name} in the logs", count, at_most=0)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--couples", type=int, default=3)
    parser.add_argument("--tenth", action="store_true", help="each for a tenth of its time")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        postgres = stack.enter_context(postgres_server())
        redis = stack.enter_context(redis_server())
        proxy = stack.enter_context(TcpProxy(redis.port))
        servers = stack.enter_context(
            cluster(arguments.processes, postgres.new_database(), redis_url=proxy.before(redis.url))
        )
        happenings = outages(redis, proxy)
        if arguments.tenth:
            happenings = [Outage(o.name, o.seconds / 10, o.begin, o.end) for o in happenings]
        report = run(servers, happenings, couples=arguments.couples)
    print(report)
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
