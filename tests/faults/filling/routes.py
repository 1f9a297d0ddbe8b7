"""Every route on a full disk: reading answers as ever, and writing says that there is no room."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.faults.filling.disk import SmallDisk
from tests.security.furnishing import a_world
from tests.security.matrix import ROWS
from tests.security.row import Row
from tests.security.world import World
from tests.support.jobs import run_round
from tracker.extensions import db

LISTED = frozenset(
    {
        "GET /api/coaching/clients/<string:client_id>",
        "GET /api/coaching/clients/<string:client_id>/report",
        "GET /coach/<string:client_id>",
        "GET /coach/<string:client_id>/packet",
        "GET /coach/<string:client_id>/packet/<any(pdf, csv, json):kind>",
    }
)
"""A coach's looks at a couple, each day's first of which is listed for the couple: one that cannot
be is refused."""
SAID = "The store is busy or full. Try again."


@dataclass
class Routes:
    """What came of asking for all of them."""

    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def ask_all(template: Path, disk: SmallDisk, rows: Iterable[Row] = ROWS) -> Routes:
    """Ask for each as somebody who may, in each state of the world in turn."""
    found = Routes()
    with a_world(template, disk.folder) as world:
        for state, group in groupby(sorted(rows, key=_state), key=_state):
            some = list(group)
            furnish(world, state)
            _shorten_log(world)
            disk.fill(os.getpid())
            before = world.digest()
            answers = [(row, _ask(world, row)) for row in some]
            if world.digest() != before:
                found.wrong.append(f"{state}: something was stored where there was no room")
            disk.empty()
            for row, answer in answers:
                _judge(world, row, answer, found)
    return found


def furnish(world: World, state: str) -> None:
    """Go to a state, with the figures of the day that a round had worked out for coaches."""
    world.restore(state)
    run_round(world.app, "rosters")
    world.wrote()


def _shorten_log(world: World) -> None:
    """Leave no room within SQLite's log, which is written from its beginning again."""
    with world.app.app_context():
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()


def _state(row: Row) -> str:
    return row.state(row.asker)


def _ask(world: World, row: Row) -> Any:
    role = row.asker
    kwargs: dict[str, Any] = {}
    if row.body is not None:
        kwargs["data" if row.form else "json"] = row.body(world.ids)
    headers = world.headers(row.player(role), row.credentials(role)[0])
    return world.client().open(row.path(world.ids), method=row.method, headers=headers, **kwargs)


def _judge(world: World, row: Row, answer: Any, found: Routes) -> None:
    status, body = answer.status_code, answer.get_data(as_text=True)
    usual = row.status(row.asker, row.credentials(row.asker)[0])
    if row.method == "GET" and not (row.name in LISTED and status == 503):
        found.asked["read"] += 1
        if status != usual:
            found.wrong.append(f"{row.name}: {status}, not {usual}: {_words(body)}")
    elif status == 503:
        found.asked["refused"] += 1
        if "Retry-After" not in answer.headers or not _is_clear(answer, body):
            found.wrong.append(f"{row.name}: 503 without a clear text: {_words(body)}")
    elif status != usual:
        found.wrong.append(f"{row.name}: {status}, neither 503 nor {usual}: {_words(body)}")
    else:
        # Said to be done: then there was nothing to store.
        found.asked["without a write"] += 1
        world.restore(_state(row))
        before = world.digest()
        _ask(world, row)
        world.wrote()
        if changed := world.changed(before):
            found.wrong.append(f"{row.name}: {status}, and nothing stored in {sorted(changed)}")


def _is_clear(answer: Any, body: str) -> bool:
    if answer.mimetype == "application/problem+json":
        document = answer.get_json()
        return bool(document["code"] == "busy" and document["detail"] == SAID)
    return answer.mimetype == "text/html" and "<h1" in body


def _words(body: str) -> str:
    return " ".join(body.split())[:160]
