"""F7: races for one invitation, one cell, one proposal; one wins, and what is stored adds up.

    python -m tests.faults.races [--store sqlite|postgres] [--tenth]

Each call of a race is made in a thread of its own, by turns in this process and in a served one on
the same database. Afterwards streams are compared with their heads and with each other, and
progress with a fresh fold. Which call was first is up to the machine; what came of it is not.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from flask import Flask

from tests.faults.budget import Budget
from tests.faults.racing.ground import Ground
from tests.faults.racing.plays import PLAYS
from tests.faults.report import Report, finish
from tests.support.server import LiveServer, served
from tests.support.servers import postgres_server
from tests.support.stores import BOTH
from tracker.extensions import db


def race(
    report: Report,
    app: Flask,
    beside: LiveServer | None = None,
    *,
    share: float = 1.0,
    seconds: float = float("inf"),
    plays: Sequence[str] = tuple(PLAYS),
) -> None:
    """Run a share of each race, or as much as fits into some seconds each; say what came of it."""
    ground = Ground(app, beside)
    for name in plays:
        play, rounds = PLAYS[name]
        wrong: list[str] = []
        done = 0
        for number in Budget(round(rounds * share), seconds):
            wrong += play(ground, number)
            done += 1
        report.say(f"{name}: rounds", done)
        report.none(f"{name}: wrong", wrong)
    report.none("streams, cells or progress that do not add up", ground.judge())
    with app.app_context():
        db.session.remove()


@contextmanager
def beside(store: str) -> Iterator[LiveServer]:
    """Run a server on a database of this store, which its application has too."""
    with ExitStack() as stack:
        url = None
        if store == "postgres":
            url = stack.enter_context(postgres_server()).new_database()
        yield stack.enter_context(served(database_url=url))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", choices=BOTH, action="append")
    parser.add_argument("--tenth", action="store_true")
    arguments = parser.parse_args()
    reports = []
    for store in arguments.store or BOTH:
        report, began = Report(f"F7: races on {store}"), time.monotonic()
        with beside(store) as server:
            race(report, server.app, server, share=0.1 if arguments.tenth else 1.0)
            server.stop()
            report.none("errors in the log", server.errors)
        report.say("seconds", round(time.monotonic() - began, 1))
        reports.append(report)
    return finish(*reports)


if __name__ == "__main__":
    sys.exit(main())
