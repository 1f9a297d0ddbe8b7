"""F13: many who say nothing, or too much; pages go on answering, and nothing grows without bound.

    python -m tests.faults.flood [--sockets 200] [--events 5000] [--haste 4]

Connections that stay silent, stop in the middle of a head or a body, or say a byte now and then;
websockets that nobody may open, and some that may and never join; readers who do not read; and one
socket that says thousands of things at once. Meanwhile somebody opens a page. It is served with so
much less patience as `--haste` says: the run waits until everybody has been let go.
"""

import argparse
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from socket import socket

from tests.faults.flooding import clients
from tests.faults.flooding.clients import Crowd
from tests.faults.flooding.watching import Taken, Visitor, taken
from tests.faults.report import Report, finish
from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import Raw, Remote
from tests.support.server import LiveServer, served
from tracker import clock, patience

ANSWERS = 500.0
"""Milliseconds in which 99 of 100 pages come while all of that goes on."""
GROWS = 40 * 1024
"""Kilobytes by which the process may grow, with what it keeps of those who are gone."""
SLACK = 5.0
"""Seconds that it may take longer, on a machine that others use too."""
SPARE = 12
"""Files, threads and greenlets that come and go anyway."""


class Hasty(LiveServer):
    """A server with so much less patience."""

    command = ("-m", "tests.faults.flooding.hasty")


class Flood:
    """A server, those who hold it up, and what is seen of it."""

    def __init__(self, server: LiveServer, haste: float, report: Report) -> None:
        self.server, self.haste, self.report = server, haste, report
        self.ana, self.ben = Remote(server, "ana"), Remote(server, "ben")
        couple = link(self.ana, self.ben)
        self.couple = couple
        self.habit = agreed(self.ana, couple, clock.now().date())
        self.visitor = Visitor(server, self.ana)
        for _ in range(30):
            self.visitor.visit()
        report.say("page p99 before", self.visitor.p(99), "ms")
        self.visitor = Visitor(server, self.ana)
        self.before = taken(server)
        self.most = self.before
        self.kept: list[str] = []

    def crowds(self, sockets: int) -> Mapping[str, tuple[Callable[[], socket], float, bytes]]:
        """Return the kinds: how one of them connects, for how long it may stay, what it says."""
        head, body = patience.HEAD, patience.BODY
        unread, page = float(patience.UNREAD), self.page
        people = [Remote(self.server, "guest") for _ in range(max(1, sockets // 40))]
        turn = itertools.cycle(people)
        return {
            "silent": (lambda: clients.silent(self.server), head, b""),
            "half a head": (lambda: clients.half_a_head(self.server), head, b""),
            "a slow head": (lambda: clients.half_a_head(self.server), head, b"X"),
            "half a body": (lambda: clients.half_a_body(self.server), body, b""),
            "a slow body": (lambda: clients.half_a_body(self.server), body, b"x"),
            "refused upgrades": (
                lambda: clients.refused_upgrade(self.server),
                patience.IDLE,
                b"",
            ),
            "never joins": (lambda: clients.never_joins(self.server, next(turn)), head, b""),
            "does not read": (lambda: clients.does_not_read(self.server, page), 3 * unread, b""),
        }

    page = "/reading"
    """Something long that anybody may ask for."""

    def hold_up(self, sockets: int) -> None:
        """Let each kind of them come at once, and watch when they are gone."""
        kinds = self.crowds(sockets)
        with self.visitor.visiting():
            for name, (connect, seconds, slowly) in kinds.items():
                count = sockets // 10 if name in ("does not read", "never joins") else sockets
                crowd = Crowd([connect() for _ in range(max(count, 2))], slowly=slowly)
                self.look()
                # Whoever does not read would empty the line by looking whether it is open.
                if name == "does not read":
                    self.wait_for(lambda: taken(self.server).connections <= SPARE, 4 * seconds)
                    is_gone = taken(self.server).connections <= SPARE
                    self.kept += [] if is_gone else [name]
                else:
                    bound = seconds / self.haste + 2 * patience.ROUND / self.haste + SLACK
                    crowd.watch(bound, min(1.0, seconds / self.haste / 4))
                    if len(crowd.ended) < len(crowd.lines):
                        left = len(crowd.lines) - len(crowd.ended)
                        self.kept.append(f"{name}: {left} of {len(crowd.lines)} are still there")
                    if crowd.ended:
                        self.report.say(f"{name}: gone after", round(max(crowd.ended), 1), "s")
                crowd.close()

    def wait_for(self, done: Callable[[], bool], seconds: float) -> None:
        """Wait for something, so much less long."""
        deadline = time.monotonic() + seconds / self.haste + 5
        while not done() and time.monotonic() < deadline:
            time.sleep(0.2)

    def look(self) -> None:
        """Note what the process takes up right now, if it is more than before."""
        now = taken(self.server)
        self.most = Taken(*(max(pair) for pair in zip(_row(self.most), _row(now), strict=True)))

    def say_too_much(self, events: int) -> None:
        """Let one socket say thousands of things at once, and read no answer until the end."""
        wire = Raw(self.server, self.ana)
        wire.send("40")
        answered: Counter[str] = Counter()
        with self.visitor.visiting():
            began = time.monotonic()
            for number in range(events):
                wire.send(f'42{number}["catch_up",{{"after":0}}]')
                if number % 50 == 49:
                    self._hear(wire, answered, 0.01)
            self.look()
            while answered.total() < events and self._hear(wire, answered, 3.0):
                pass
        self.report.say("events answered", answered.total())
        self.report.say("of them as too many", answered["too_many"])
        self.report.say("events a second", round(events / (time.monotonic() - began)))
        wire.close()

    @staticmethod
    def _hear(wire: Raw, answered: Counter[str], quiet: float) -> bool:
        heard = wire.receive_all(quiet)
        for text in heard:
            if text.startswith("43"):
                answered["too_many" if "too_many_tries" in text else "answered"] += 1
            elif text == "2":
                wire.send("3")
        return bool(heard)

    def judge(self, answers: float) -> None:
        """Say what was seen."""
        report, before, most = self.report, self.before, self.most
        self.wait_for(lambda: taken(self.server).connections <= 2, 20)
        after = taken(self.server)
        report.say("pages opened meanwhile", len(self.visitor.times))
        report.say("page p50 meanwhile", self.visitor.p(50), "ms")
        report.must("page p99 meanwhile, ms", self.visitor.p(99), at_most=answers)
        report.none("pages refused", self.visitor.refused)
        report.none("kept longer than it may be", self.kept)
        report.say("greenlets at most", most.greenlets)
        report.say("files at most", most.files)
        report.must("threads at most, more", most.threads - before.threads, at_most=SPARE)
        report.must("files afterwards, more", after.files - before.files, at_most=SPARE)
        report.must("greenlets afterwards, more", after.greenlets - before.greenlets, at_most=SPARE)
        report.must("growth, KiB", most.kilobytes - before.kilobytes, at_most=GROWS)


def _row(one: Taken) -> tuple[int, ...]:
    return (one.threads, one.files, one.kilobytes, one.greenlets, one.connections)


def run(
    sockets: int,
    events: int,
    haste: float = 1.0,
    template: Path | None = None,
    answers: float = ANSWERS,
) -> Report:
    """Hold a server up in every way; say what came of it.

    `answers`: milliseconds, more of them where others have the machine as well.
    """
    report = Report("F13: a flood")
    # With its limits on, as they are part of what holds.
    with served(Hasty, template=template, HASTE=str(haste), RATE_LIMITS="on") as server:
        flood = Flood(server, haste, report)
        flood.hold_up(sockets)
        flood.say_too_much(events)
        flood.judge(answers)
        server.stop()
        report.none("errors in the log", server.errors)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--haste", type=float, default=4.0)
    arguments = parser.parse_args()
    return finish(run(arguments.sockets, arguments.events, arguments.haste))


if __name__ == "__main__":
    sys.exit(main())
