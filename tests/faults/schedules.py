"""F2: phones that were offline; whatever the schedule, all end where a plain fold of the log ends.

    python -m tests.faults.schedules [--schedules 1000] [--store sqlite|postgres]

Two partners with two phones each write down 500 things over three days, mostly offline, by clocks
that are off; they send it in any order, in pieces, again, and lose answers (`offline.py`). In the
end the server, each phone and both partners' progress are what the log says.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import time_machine
from flask import Flask

from tests.conftest import build
from tests.faults.budget import Budget
from tests.faults.offline import BEGIN, Traveller, World
from tests.faults.offline_judging import check
from tests.faults.report import Report, finish
from tests.support.people import Someone, link
from tests.support.servers import postgres_server
from tests.support.stores import BOTH, migrated
from tracker.extensions import db

GROUP = 20
"""Schedules that share a database."""


@dataclass
class Figures:
    """What came of some schedules."""

    schedules: int = 0
    lost: int = 0
    """Answers that did not reach their phone."""
    results: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def tell(self, report: Report) -> None:
        """Say them, with what each must be."""
        report.must("schedules", self.schedules, at_least=1)
        for status in ("applied", "superseded", "duplicate", "rejected"):
            report.must(f"operations {status}", self.results[status], at_least=1)
        report.must("answers that were lost on the way", self.lost, at_least=1)
        report.none("ends that are not the log's", self.wrong)
        report.none("strangers who heard of it", self.leaks)


def run(app: Flask, time: Traveller, budget: Budget, first: int = 0) -> Figures:
    """Live schedules on one database, by their numbers from the first on."""
    figures = Figures()
    time.move_to(BEGIN, tick=False)
    strangers = [Someone(app, name) for name in ("dev", "eva", "max")]
    link(*strangers[:2])
    for number in budget:
        world = World(app, first + number, time)
        try:
            world.run()
            check(world)
        except Exception as error:
            figures.wrong.append(f"schedule {first + number}: {error!r}"[:2000])
        figures.schedules += 1
        figures.results += world.results
        figures.lost += world.lost
    figures.leaks += [stranger.name for stranger in strangers if stranger.stream()]
    return figures


def group(url: str, folder: str, first: int, count: int) -> Figures:
    """Live some schedules in a process of their own, on an empty database."""
    home = Path(folder)
    home.mkdir()
    migrated(build, url, home)
    app = build(url, home)
    with time_machine.travel(BEGIN, tick=False) as time:
        figures = run(app, time, Budget(count), first)
    with app.app_context():
        db.engine.dispose()
    return figures


def together(parts: Sequence[Figures]) -> Figures:
    """Add figures up."""
    whole = Figures()
    for part in parts:
        whole.schedules += part.schedules
        whole.lost += part.lost
        whole.results += part.results
        whole.wrong += part.wrong
        whole.leaks += part.leaks
    return whole


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--schedules", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--store", choices=BOTH, action="append")
    arguments = parser.parse_args()
    reports = []
    firsts = range(arguments.first, arguments.first + arguments.schedules, GROUP)
    left = [min(GROUP, arguments.first + arguments.schedules - first) for first in firsts]
    for store in arguments.store or BOTH:
        with ExitStack() as stack:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            if store == "postgres":
                server = stack.enter_context(postgres_server())
                urls = [server.new_database() for _ in firsts]
            else:
                urls = [f"sqlite:///{home / f'{first}.db'}" for first in firsts]
            folders = [str(home / f"of-{first}") for first in firsts]
            # Not a ProcessPoolExecutor, which may wait forever where it replaces its processes.
            pool = stack.enter_context(get_context("spawn").Pool(maxtasksperchild=5))
            groups = zip(urls, folders, firsts, left, strict=True)
            figures = together(pool.starmap(group, groups, chunksize=1))
        reports.append(Report(f"F2 offline schedules on {store}"))
        figures.tell(reports[-1])
    return finish(*reports)


if __name__ == "__main__":
    sys.exit(main())
