"""What a coach's roster costs the server: `python -m tests.benchmarks.rosters`.

200 couples of one coach, two years and six habits each, all in one process: the use case and the
API without the network between. What is counted is the processor's time. Figures of the day are
kept; what it takes to work out those of one couple anew stands below.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import process_time

from flask import Flask

from tests.benchmarks.serving import years
from tests.support.coached import let_in
from tests.support.people import Someone, link
from tracker import clock, config, create_app
from tracker.extensions import db
from tracker.models import ClientFigures
from tracker.services import transaction
from tracker.services.coaching import clients, figure_store, roster

COUPLES, HABITS, YEARS = 200, 6, 2
ROUNDS = 30
ORIGIN, CLIENTS = "http://127.0.0.1:8000", "/api/coaching/clients?limit=50"


def measure(app: Flask, cleo: Someone) -> dict[str, tuple[float, float]]:
    """Return by what was done the median and the least: µs a row, and ms a couple."""
    now = clock.now()

    def listed() -> None:
        with app.app_context():
            assert len(roster.listed(cleo.id, now)) == COUPLES

    def answered() -> None:
        after = ""
        for _ in range(COUPLES // 50):
            answer = cleo.get(f"{CLIENTS}{after}", base_url=ORIGIN).text
            assert answer.count('"names"') == 50
            after = "&after=" + answer.rpartition('"next":')[2].strip('"}\n')

    def shown() -> None:
        page = cleo.get("/coach", base_url=ORIGIN).text
        assert page.count('<tr id="c-') == 50

    anew = []
    with app.app_context():
        first = clients.of_coach(db.session(), cleo.id, now)[0]
        for _ in range(ROUNDS):
            with transaction.writing() as session:
                session.execute(db.delete(ClientFigures).filter_by(couple_id=first.couple_id))
            anew.append(_took(lambda: figure_store.fresh(db.session(), [first], now)))
    row = 1e6 / COUPLES
    return {
        "µs a row of the roster, use case alone": _times(listed, row),
        "  with the API, in pages of 50": _times(answered, row),
        "  as a page that shows 50 of them": _times(shown, row),
        "ms of a couple's figures worked out anew": (median(anew) * 1000, min(anew) * 1000),
    }


def _times(do: Callable[[], object], factor: float) -> tuple[float, float]:
    do()
    took = [_took(do) * factor for _ in range(ROUNDS)]
    return median(took), min(took)


def _took(do: Callable[[], object]) -> float:
    began = process_time()
    do()
    return process_time() - began


def furnished(folder: str) -> tuple[Flask, Someone]:
    """Return an application and the coach of many couples, their figures of the day kept."""
    environ = {"INSTANCE_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/woven.db"}
    environ |= {"RATE_LIMITS": "off", "LOG_LEVEL": "warning", "PUBLIC_URL": "", "REDIS_URL": ""}
    upgrade = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(
        upgrade, cwd=config.ROOT, env={**os.environ, **environ}, check=True, capture_output=True
    )
    app = create_app(config.from_environ(environ))
    cleo = Someone(app, "cleo")
    since = clock.now().date() - timedelta(days=round(YEARS * 365.25))
    one, other, couple = years(app, "c", since, HABITS, random.Random(8))
    let_in(cleo, couple, one, other, titles_since=since)
    with app.app_context():
        now = clock.now()
        (kept,) = figure_store.fresh(
            db.session(), clients.of_coach(db.session(), cleo.id, now), now
        ).values()
    # A row reads no more of a couple than its figures of the day: the others have the same.
    for number in range(1, COUPLES):
        pair = Someone(app, f"c{number}-ana"), Someone(app, f"c{number}-ben")
        couple = link(*pair)
        let_in(cleo, couple, *pair, titles_since=since)
        with app.app_context(), transaction.writing() as session:
            figures = ClientFigures(
                couple_id=couple, as_of=kept.summary.as_of, summary=kept.text, detail="{}"
            )
            session.add(figures)
    return app, cleo


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        app, cleo = furnished(folder)
        found = measure(app, cleo)
        with app.app_context():
            db.engine.dispose()
    print(f"{f'{COUPLES} couples, {YEARS} years, {HABITS} habits':44}{'median':>10}{'least':>10}")
    targets = ("", "≤ 100", "≤ 100", "")
    for (what, (middle, least)), target in zip(found.items(), targets, strict=True):
        print(f"{what:44}{middle:>10.2f}{least:>10.2f}{target:>24}")


if __name__ == "__main__":
    main()
