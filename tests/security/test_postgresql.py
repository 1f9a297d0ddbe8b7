"""What only PostgreSQL shows: in which order locks are taken, and what it does not take for an id.

Locks come in one order: the couple's row, then persons, then the coach. Who takes them another way
round waits for somebody who waits for them.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from tests.security.furnishing import a_world_on
from tests.security.judging import send
from tests.security.matrix import ROWS
from tests.security.world import ID, Missing, World
from tests.support.databases import Databases
from tracker.extensions import db

pytestmark = pytest.mark.store("postgres")
ORDER = {"couples": 0, "persons": 1, "coaches": 2}
ASKED = {
    "PUT /api/habits/<string:habit_id>/ticks/<string:day>": "self",
    "POST /api/sync": "self",
    "POST /api/habits/<string:habit_id>/accept": "partner",
    "POST /api/habits/<string:habit_id>/retire": "self",
    "POST /api/pauses": "self",
    "PATCH /api/couple": "self",
    "POST /api/couple/unlink": "self",
    "POST /api/me/close-off": "self",
    "DELETE /api/me": "self",
    "PUT /api/check-ins/current": "partner",
    "POST /api/talks/<string:talk_id>/pause": "self",
    "POST /api/coach-invites/<string:coach_code>/accept": "coach",
    "PUT /api/couple/coach/<string:link_id>/scopes": "self",
    "DELETE /api/couple/coach/<string:link_id>": "self",
    "DELETE /api/coaching/clients/<string:client_id>": "coach",
    "POST /api/coaching/clients/<string:client_id>/suggestions": "coach",
    "DELETE /api/me/consents/checkins": "self",
}
"""What is done with a couple, and by whom."""


class Locks:
    """The tables of which each transaction locks or writes rows, in the order it first does."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.all: list[list[str]] = []

    def hear(self, statement: str) -> None:
        """Note which table's rows a statement locks."""
        words = " ".join(statement.split())
        table = ""
        if locked := re.search(r"FOR (?:NO KEY )?UPDATE(?: OF (\w+))?", words):
            table = locked[1] or re.findall(r"FROM (\w+)", words)[-1]
        elif written := re.match(r"(?:UPDATE|DELETE FROM) (\w+)", words):
            table = written[1]
        if table in ORDER and table not in self.taken:
            self.taken.append(table)

    def end(self, _connection: object) -> None:
        """Begin anew with the next transaction."""
        self.all.append(self.taken)
        self.taken = []


@pytest.fixture(scope="module")
def world(
    postgres_databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world, on PostgreSQL."""
    url = postgres_databases.take()
    with a_world_on(url, tmp_path_factory.mktemp("world")) as world:
        yield world
    postgres_databases.give_back(url)


@pytest.fixture
def locks(world: World, monkeypatch: pytest.MonkeyPatch) -> Locks:
    """Hear what the driver is told: what is prepared goes past SQLAlchemy."""
    locks = Locks()
    for name in ("execute", "executemany"):
        told = getattr(psycopg.Cursor, name)

        def tell(cursor: Any, query: Any, *args: Any, told: Any = told, **kwargs: Any) -> Any:
            locks.hear(query.decode() if isinstance(query, bytes) else str(query))
            return told(cursor, query, *args, **kwargs)

        monkeypatch.setattr(psycopg.Cursor, name, tell)
    with world.app.app_context():
        for name in ("commit", "rollback"):
            event.listen(db.engine, name, locks.end)
    return locks


def test_a_couples_row_is_locked_before_persons_and_these_before_a_coach(
    world: World, locks: Locks
) -> None:
    rows = {row.name: row for row in ROWS}
    for name, first in ASKED.items():
        row = rows[name]
        world.restore(row.state(first))
        locks.all.clear()
        assert send(world, row, first, row.credentials(first)[0]).status_code < 300, name
        for taken in locks.all:
            assert taken == sorted(taken, key=ORDER.__getitem__), name
        assert ["couples"] in [taken[:1] for taken in locks.all], name


def test_what_is_no_id_is_simply_not_there(world: World) -> None:
    ids = {name for name, value in world.ids.items() if ID.fullmatch(str(value))}
    nonsense = Missing(world.ids, dict.fromkeys(ids, "no-id-at-all"))
    rows = [row for row in ROWS if ids & set(row.at.values())]
    for state, asked in groupby(sorted(rows, key=lambda row: row.within), lambda row: row.within):
        world.reset(state)
        for row in asked:
            answer = send(world, row, "self", row.credentials("self")[0], nonsense)
            assert answer.status_code in (303, 404, 422), row.name
