"""F14: forty zones, both changes of their clocks, phones whose clocks are a day off.

    python -m tests.faults.zones [--lives 5] [--store sqlite|postgres]

Around each change a couple ticks by three phones each, a day behind, right, and a day ahead: close
to the ends of days and to the change, offline for days, in any order. What is taken, and what each
habit comes to, is what a clock on the wall and the day-by-day reference say.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask

from tests.conftest import build
from tests.faults.budget import Budget
from tests.faults.report import Report, finish
from tests.faults.zoned.story import NotOneEdge, Story
from tests.support.edges import edges
from tests.support.listeners import kept_listeners
from tests.support.servers import postgres_server
from tests.support.stores import BOTH, migrated
from tracker.extensions import db

ELSEWHERE = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata", "UTC", None)
"""Where the partner lives; None: in the same place."""


def run(app: Flask, budget: Budget) -> Report:
    """Let couples live around edges, each one once before any one twice."""
    report, began = Report("F14: zones"), time.monotonic()
    wrong: list[str] = []
    sent = looked = lived = 0
    seen, left_out = set(), set()
    turn = itertools.cycle(ELSEWHERE)
    every = edges()
    # Not one zone after the other: a run that is cut short has been everywhere a little.
    order = every[::2] + every[1::2]
    for number in budget:
        edge = order[number % len(order)]
        try:
            story = Story(app, edge, next(turn) or edge.zone, number)
        except NotOneEdge:
            left_out.add(str(edge))
            continue
        story.run()
        wrong += story.wrong
        sent, looked, lived = sent + story.sent, looked + story.looked, lived + 1
        seen.add(str(edge))
    report.say("couples", lived)
    report.say("changes of clocks", len(seen))
    report.say("left out: two changes in a fortnight", len(left_out - seen))
    report.say("ticks sent", sent)
    report.say("habits looked at", looked)
    report.none("not as the reference has it", wrong)
    report.say("seconds", round(time.monotonic() - began, 1))
    return report


@contextmanager
def an_app(store: str) -> Iterator[Flask]:
    """Build an application on an empty store."""
    with ExitStack() as stack:
        stack.enter_context(kept_listeners())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if store == "sqlite":
            url = f"sqlite:///{folder / 'zones.db'}"
        else:
            url = stack.enter_context(postgres_server()).new_database()
        migrated(build, url, folder)
        app = build(url, folder)
        yield app
        with app.app_context():
            db.engine.dispose()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lives", type=int, default=5, help="couples around each change")
    parser.add_argument("--store", choices=BOTH, action="append")
    arguments = parser.parse_args()
    reports = []
    for store in arguments.store or BOTH:
        with an_app(store) as app:
            report = run(app, Budget(len(edges()) * arguments.lives))
        report.title += f" on {store}"
        reports.append(report)
    return finish(*reports)


if __name__ == "__main__":
    sys.exit(main())
