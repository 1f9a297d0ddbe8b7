"""What a phone that was offline costs the server: `python -m tests.benchmarks.sync`.

A sync of a hundred operations beside a sync of one, through the whole stack, for a couple with
years of history: ticks on all habits and on each day that can still be written down, said anew
each time, so that every operation is applied and shown to both.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import quantiles
from time import process_time

from flask import Flask

from tests.benchmarks.in_process import Ask, application, settle
from tests.benchmarks.serving import years
from tests.benchmarks.table import head, row
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.models import Habit
from tracker.services import changes

HABITS, YEARS, DAYS = 5, 5, 4
OPS = 100
TURNS, ROUNDS, WARM = 5, 30, 10


def envelopes(someone: Someone, couple: str, habits: list[str], size: int) -> Iterator[Ask]:
    """Yield requests with so many operations, each newer than all before."""
    headers = {"Authorization": f"Bearer {someone.secret}"}
    done = False
    while True:
        now = clock.now()
        done = not done
        days = [now.date() - timedelta(days=back) for back in range(DAYS)]
        ops = [
            {
                "op": str(uuid.uuid4()),
                "type": "tick",
                "habit": habits[number % HABITS],
                "date": days[number // HABITS % DAYS].isoformat(),
                "slot": 0,
                # Every place five times over, and each time the other way.
                "done": (number // (HABITS * DAYS) % 2 == 0) == done,
                "at": _instant(now - timedelta(microseconds=size - number)),
            }
            for number in range(size)
        ]
        body = {
            "couple": couple,
            "device": str(uuid.uuid4()),
            "sent_at": _instant(now),
            "after": _reach(someone),
            "ops": ops,
        }
        yield Ask(someone.app, "/api/sync", headers, "POST", json=body)


def _reach(someone: Someone) -> int:
    """Return how far the stream reaches: the phone was away for a moment."""
    with someone.app.app_context():
        return changes.cursor(someone.id)


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def furnished(app: Flask) -> dict[int, Iterator[Ask]]:
    """Return the requests by their size."""
    since = clock.now().date() - timedelta(days=round(YEARS * 365.25))
    ana, _, couple = years(app, "usual", since, HABITS, random.Random(8))
    with app.app_context():
        habits = list(db.session.scalars(db.select(Habit.id).filter_by(couple_id=couple)))
    return {size: envelopes(ana, couple, habits, size) for size in (1, OPS)}


def took(requests: dict[int, Iterator[Ask]], rounds: int) -> tuple[float, float]:
    """Return the ms of one operation and of many, by turns: the lowest tenth's."""
    times: dict[int, list[float]] = {size: [] for size in requests}
    for _ in range(rounds):
        for size, asks in requests.items():
            ask = next(asks)
            began = process_time()
            answer = ask()
            times[size].append(process_time() - began)
            assert answer.count(b'"applied"') == size, answer[:500]
    one, many = (quantiles(each, n=10)[0] * 1000 for each in times.values())
    return one, many


def main() -> None:
    """Print the table."""
    with application() as app:
        requests = furnished(app)
        took(requests, WARM)
        settle()
        pairs = [took(requests, ROUNDS) for _ in range(TURNS)]
    head("1", str(OPS))
    row("ms of a sync of so many operations", pairs, "≤ 15")


if __name__ == "__main__":
    main()
