"""F10: what lets somebody in is taken away; their sockets close, and nothing reaches them after.

    python -m tests.faults.revocations [--revocations 200] [--processes 3] [--redis up|down|both]

Each time a couple with a coach and a screen on the wall is there anew, and listens. One thing is
ended, in one of the ways people end it. Right after the answer the old secret is tried by HTTP and
for a new socket, and something happens that the ended would have heard of; who stays hears it.
Where there are several processes, who listens does so at another one than where it is ended, and
what has ended is tried at all of them. `--processes 1` is one process on SQLite.
"""

import argparse
import itertools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import requests
import websocket

from tests.faults.report import Report, percentile
from tests.faults.revoking.cases import KINDS, Case, tick
from tests.faults.revoking.listening import Listening
from tests.faults.revoking.scene import Scene
from tests.support.cluster import cluster
from tests.support.remote import Raw
from tests.support.server import LiveServer, served
from tests.support.servers import RedisServer, postgres_server, redis_server

IN_FORCE = 5.0
"""Seconds within which a socket is closed, and who stays hears what happened."""
TOGETHER = 6
"""Revocations that are under way at a time: most of it is waiting."""

Kind = Callable[[Scene], Case]


@dataclass
class Figures:
    """What came of a run; only appended to, by many threads."""

    done: list[str] = field(default_factory=list)
    closing: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds from the request to the end of each socket, by kind."""
    still_open: list[str] = field(default_factory=list)
    delivered: list[tuple[str, str]] = field(default_factory=list)
    let_in: list[tuple[str, str]] = field(default_factory=list)
    deaf: list[str] = field(default_factory=list)
    """Who should have stayed, and did not, or did not hear what happened."""


def revoke(servers: Sequence[LiveServer], kind: Kind, figures: Figures) -> None:
    """Do one revocation at the first of these servers, and see at the others what comes of it."""
    scene = Scene(servers[0])
    case, name = kind(scene), kind.__name__
    elsewhere = itertools.cycle(servers[1:] or servers)
    ended = [Listening(next(elsewhere), secret) for secret in case.ended]
    kept = [Listening(next(elsewhere), secret) for secret in case.kept]
    started = time.monotonic()
    case.act()
    for server in servers:
        figures.let_in += [(name, what) for what in let_in(server, case)]
    if case.is_swept:
        ended[0].join(IN_FORCE)
    (case.happen or (lambda: tick(scene)))()
    for listening in ended:
        listening.join(max(0.0, started + IN_FORCE - time.monotonic()))
        if listening.closed_at is None:
            figures.still_open.append(name)
        else:
            figures.closing[name].append((listening.closed_at - started) * 1000)
        figures.delivered += [(name, text) for text in beyond(listening, case)]
    for listening in kept:
        heard = listening.hears(lambda one: bool(one.said("change") or one.said("wall")), IN_FORCE)
        if not heard or listening.closed_at is not None:
            figures.deaf.append(name)
    for listening in (*ended, *kept):
        listening.drop()
    figures.done.append(name)


def let_in(server: LiveServer, case: Case) -> Iterator[str]:
    """Try at a server what has ended, by HTTP and for a socket; yield what lets somebody in."""
    asked = [*case.refused]
    if case.is_credential:
        asked += [(secret, "/api/me") for secret in case.ended]
    for secret, path in asked:
        answer = requests.get(server.url + path, headers=secret.at(server), timeout=10)
        if answer.status_code not in (401, 404, 410):
            yield f"{path}: {answer.status_code}"
    for secret in case.ended if case.is_credential else ():
        try:
            Raw(server, None, secret.query, headers=secret.at(server)).close()
        except websocket.WebSocketBadStatusException as error:
            if error.status_code == 401:
                continue
        yield "socket"


def beyond(listening: Listening, case: Case) -> Iterator[str]:
    """Yield what came to somebody after the end: all but its own last word, and the goodbye."""
    is_over = False
    for text in listening.heard:
        if '"bye"' in text:
            is_over = True
        elif text.startswith("42") and '"ready"' not in text:
            (event, data), last = json.loads(text[2:]), case.last
            if is_over or event != "change" or data["kind"] not in last or "MARKER" in text:
                yield text


def run(servers: Sequence[LiveServer], count: int, title: str) -> Report:
    """Revoke so many times, each way at least once; tell what came of it."""
    figures, report = Figures(), Report(f"F10 revocations, {title}")
    kinds = itertools.islice(itertools.cycle(KINDS), max(count, len(KINDS)))
    with ThreadPoolExecutor(TOGETHER) as pool:
        under_way = [
            pool.submit(revoke, [*servers[turn:], *servers[:turn]], kind, figures)
            for kind, turn in zip(kinds, itertools.cycle(range(len(servers))), strict=False)
        ]
    for one in under_way:
        one.result()
    closing = [took for times in figures.closing.values() for took in times] or [float("inf")]
    report.must("revocations", len(figures.done), at_least=1)
    report.say("sockets that were closed", len(closing))
    report.say("closed, p50, ms", percentile(closing, 50))
    report.say("closed, p99, ms", percentile(closing, 99))
    report.must("closed at last, ms", max(closing), at_most=IN_FORCE * 1000)
    report.none("left open", figures.still_open)
    report.none("delivered after the end", figures.delivered)
    report.none("let in after the end", figures.let_in)
    report.none("who stays, and hears nothing", figures.deaf)
    unexpected = sum(server.log.count('"event": "unexpected"') for server in servers)
    report.must("unexpected errors in the logs", unexpected, at_most=0)
    return report


def without(
    redis: RedisServer, servers: Sequence[LiveServer], count: int, title: str
) -> Iterator[Report]:
    """Revoke while Redis is dead, and while it is frozen, half of them each."""
    redis.kill()
    yield run(servers, count - count // 2, f"{title}, Redis dead")
    redis.start()
    redis.freeze()
    try:
        yield run(servers, count // 2, f"{title}, Redis frozen")
    finally:
        redis.thaw()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--revocations", type=int, default=200)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--redis", choices=("up", "down", "both"), default="both")
    arguments = parser.parse_args()
    count, reports = arguments.revocations, []
    with ExitStack() as stack:
        if arguments.processes == 1:
            reports.append(run([stack.enter_context(served())], count, "one process"))
        else:
            postgres = stack.enter_context(postgres_server(max_connections=200))
            redis = stack.enter_context(redis_server())
            url, title = postgres.new_database(), f"{arguments.processes} processes"
            servers = stack.enter_context(cluster(arguments.processes, url, redis_url=redis.url))
            if arguments.redis != "down":
                reports.append(run(servers, count, f"{title}, Redis up"))
            if arguments.redis != "up":
                reports += without(redis, servers, count, title)
    for report in reports:
        print(report)
    return 0 if all(report.is_clean for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
