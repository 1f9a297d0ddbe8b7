"""F10: what lets somebody in is taken away; their sockets close, and nothing reaches them after.

    python -m tests.faults.revocations [--revocations 200]

Each time a couple with a coach and a screen on the wall is there anew, and listens. One thing is
ended, in one of the ways people end it. Right after the answer the old secret is tried by HTTP and
for a new socket, and something happens that the ended would have heard of; who stays hears it.
"""

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import requests
import websocket

from tests.faults.revoking.cases import KINDS, Case, tick
from tests.faults.revoking.listening import Listening
from tests.faults.revoking.scene import Scene
from tests.support.remote import Raw
from tests.support.server import LiveServer
from tracker.services import transaction

IN_FORCE = 5.0
"""Seconds within which a socket is closed."""
HEARD = 3.0
"""Seconds within which who stays hears what happened."""


@dataclass
class Figures:
    """What came of a run."""

    revocations: int = 0
    sockets: int = 0
    closing: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Seconds from the request to the end of each socket, by kind."""
    still_open: list[str] = field(default_factory=list)
    delivered: list[tuple[str, str]] = field(default_factory=list)
    let_in: list[tuple[str, str]] = field(default_factory=list)
    deaf: list[str] = field(default_factory=list)
    """Who should have stayed, and did not, or did not hear what happened."""
    unexpected: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Tell whether all of them were in force, for everybody they were for and nobody else."""
        wrong = (self.still_open, self.delivered, self.let_in, self.deaf)
        return not any(wrong) and not self.unexpected and self.revocations > 0


def revoke(server: LiveServer, kind: Callable[[Scene], Case], figures: Figures) -> None:
    """Do one revocation, and see what comes of it."""
    scene = Scene(server)
    case = kind(scene)
    ended = [Listening(server, secret) for secret in case.ended]
    kept = [Listening(server, secret) for secret in case.kept]
    started = time.monotonic()
    case.act()
    refused(server, kind.__name__, case, figures)
    if case.is_swept:
        ended[0].join(IN_FORCE)
    (case.happen or (lambda: tick(scene)))()
    for listening in ended:
        listening.join(max(0.0, started + IN_FORCE - time.monotonic()))
        if listening.closed_at is None:
            figures.still_open.append(kind.__name__)
        else:
            figures.closing[kind.__name__].append(listening.closed_at - started)
        figures.delivered += [(kind.__name__, text) for text in beyond(listening, case)]
    for listening in kept:
        heard = listening.hears(lambda one: bool(one.said("change") or one.said("wall")), HEARD)
        if not heard or listening.closed_at is not None:
            figures.deaf.append(kind.__name__)
    for listening in (*ended, *kept):
        listening.drop()
    figures.revocations += 1
    figures.sockets += len(ended)


def refused(server: LiveServer, kind: str, case: Case, figures: Figures) -> None:
    """Try what has ended, by HTTP and for a socket."""
    asked = [*case.refused]
    if case.is_credential:
        asked += [(secret, "/api/me") for secret in case.ended]
    for secret, path in asked:
        answer = requests.get(server.url + path, headers=secret.headers, timeout=10)
        if answer.status_code not in (401, 404, 410):
            figures.let_in.append((kind, f"{path}: {answer.status_code}"))
    for secret in case.ended if case.is_credential else ():
        try:
            Raw(server, None, secret.query, headers=secret.headers).close()
        except websocket.WebSocketBadStatusException as error:
            if error.status_code == 401:
                continue
        figures.let_in.append((kind, "socket"))


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


@contextmanager
def serving(template: Path | None = None) -> Iterator[LiveServer]:
    """Run a server on a database of its own."""
    before = list(transaction.listeners)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        LiveServer(Path(folder), template=template) as server,
    ):
        transaction.listeners[:] = before
        yield server


def run(count: int, template: Path | None = None) -> Figures:
    """Revoke so many times, each way in turn; return what came of it."""
    figures, started = Figures(), time.monotonic()
    with serving(template) as server:
        for kind in itertools.islice(itertools.cycle(KINDS), max(count, len(KINDS))):
            revoke(server, kind, figures)
        server.stop()
        figures.unexpected = server.log.count('"event": "unexpected"')
    figures.seconds = round(time.monotonic() - started, 1)
    return figures


def show(figures: Figures) -> None:
    """Print the figures."""
    print(f"{'closing, in ms':24}{'sockets':>8}{'p50':>8}{'p99':>8}{'max':>8}")
    everything = [second for times in figures.closing.values() for second in times]
    for kind, times in [*figures.closing.items(), ("all", everything)]:
        ordered = sorted(times)
        p99 = ordered[-1 - len(ordered) // 100]
        numbers = (round(second * 1000) for second in (median(ordered), p99, ordered[-1]))
        print(f"{kind:24}{len(ordered):>8}" + "".join(f"{number:>8}" for number in numbers))
    for name in ("revocations", "sockets", "unexpected", "seconds"):
        print(f"{name:24}{getattr(figures, name):>8}")
    for name in ("still_open", "delivered", "let_in", "deaf"):
        print(f"{name:24}{len(getattr(figures, name)):>8}")
        for example in getattr(figures, name)[:5]:
            print(f"{name}: {example}", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--revocations", type=int, default=200)
    figures = run(parser.parse_args().revocations)
    show(figures)
    return 0 if figures.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
