"""The curious partner: that ana's ticks are told late he can tell by nothing until they are.

Ben asks for all that he may ask for, in the world in which ana does nothing and in the one in which
she has ticks that wait, and compares them as in `test_sealing`: bytes, headers, statements.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from tests.security.matrix import ROWS
from tests.security.sockets import Socket, upgrade
from tests.security.test_sealing import EXPORT, READING, TICK, Play, ask, differing, said
from tests.security.world import NOW, World
from tests.support.jobs import run_errands, run_round
from tests.support.telling import moment_of
from tracker import clock
from tracker.services import wall_view

__all__ = ["said"]

SETTING = {"ticks_seen": "day_end"}
COACHED = [row for row in ROWS if row.name in ("GET /coach", "GET /api/coaching/clients")]


def ticks(world: World) -> None:
    """Let ana turn it on, tick and take back, on all ways there are."""
    ana, ids = world.people["ana"], world.ids
    path = f"/api/habits/{ids['habit']}/ticks"
    assert ana.patch("/api/me", SETTING).status_code == 200
    assert ana.delete(f"{path}/{ids['today']}").status_code == 200
    assert ana.put(f"{path}/{ids['yesterday']}", {"note": "mk-ana-untold"}).status_code == 200
    op = {"op": str(uuid4()), "type": "tick", "habit": ids["habit"], "date": "2026-05-04"}
    sent = {"couple": ids["couple"], "device": str(uuid4()), "after": 0}
    at = clock.now().isoformat()
    sent |= {"sent_at": at, "ops": [{**op, "slot": 0, "done": True, "at": at}]}
    assert ana.post("/api/sync", sent).get_json()["results"][0]["status"] == "applied"
    form = {"habit": ids["habit"], "date": ids["yesterday"], "slot": "0", "note": "mk-ana-again"}
    headers = world.headers("ana", "session")
    answer = world.client().post("/today/words", data=form, headers=headers)
    assert answer.status_code == 303
    for page in ("/today", "/us", "/jar", f"/habits/{ids['habit']}", "/offline/days"):
        assert world.client().get(page, headers=headers).status_code == 200


def looks(world: World, noted: list[str]) -> Mapping[str, Any]:
    """Return all that ben, their coach and their screen get; and what ben's own tick comes to."""
    found: dict[str, Any] = {"head": world.heads()["ben"]}
    for row in [*READING, EXPORT]:
        credential = "token" if row.rule.startswith("/api/") else "session"
        found[row.name] = ask(world, row, credential, noted)
    for row in COACHED:
        path, headers = row.path(world.ids), world.headers("cleo", "session")
        answer = world.client().get(path, headers=headers)
        found[f"{row.name}, cleo"] = answer.status_code, answer.data
    with world.app.app_context():
        found["wall"] = wall_view.read(world.ids["wall"], clock.now())
    status, headers, body, told = ask(world, TICK, "session", noted)
    found["own tick"] = status, headers, body, len(told)
    return found


def asked(world: World, noted: list[str]) -> list[str]:
    """Return which tables a tick of ana's reads."""
    path = f"/api/habits/{world.ids['habit']}/ticks/{world.ids['yesterday']}"
    noted.clear()
    assert world.people["ana"].put(path, {"note": str(uuid4())}).status_code == 200
    reads = list(dict.fromkeys(each for each in noted if each.startswith("SELECT")))
    return sorted(each.removeprefix("SELECT ").partition(".")[0] for each in reads)


@pytest.fixture
def stage(world: World, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Play:
    """The world in which ana has done nothing yet, and in which nothing is drawn by chance."""
    monkeypatch.setattr("secrets.token_bytes", lambda size=32: b"\7" * size)
    monkeypatch.setattr("secrets.token_urlsafe", lambda size=32: "A" * (size * 4 // 3))
    monkeypatch.setattr("secrets.randbelow", lambda _most: 0)
    world.reset("linked")
    return Play(world, said, {})


def test_nothing_that_anybody_gets_tells_of_what_waits(stage: Play) -> None:
    world = stage.world
    before = looks(world, stage.said)
    world.reset("linked")
    ticks(world)
    assert differing(before, looks(world, stage.said)) == []
    assert sum(each[0] == 200 for each in before.values() if isinstance(each, tuple)) > 70


def test_an_open_socket_hears_it_when_it_is_told_and_not_before(stage: Play) -> None:
    world = stage.world
    status, environ = upgrade(world.app, world.headers("ben", "token"))
    assert status == 101
    socket = Socket(world.app, environ)
    socket.heard()
    ticks(world)
    assert socket.heard() == []
    at = moment_of(world.people["ana"])
    assert at is not None
    assert at > NOW
    with time_machine.travel(at, tick=False):
        run_round(world.app, "telling")
        assert socket.heard() == []  # each has a second of their own
        run_errands(world.app)
    told = [item["args"][0]["data"] for item in socket.heard()]
    assert {(one["date"], one["done"]) for one in told} == {
        (world.ids["today"], False),
        (world.ids["yesterday"], True),
        ("2026-05-04", True),
    }
    socket.disconnect()


def test_all_that_is_stored_for_it_is_anas_own(stage: Play) -> None:
    world = stage.world
    ana, ben = world.people["ana"].id, world.people["ben"].id
    before = world.dump()
    ticks(world)
    changed = {
        (table, row)
        for table, rows in world.dump().items()
        for row in {*map(repr, rows)} ^ {*map(repr, before[table])}
    }
    own = {"untold_ticks", "persons", "operations", "changes", "stream_heads", "credentials"}
    assert {table for table, _ in changed} <= own
    assert all(ana in row for _, row in changed)
    assert all(ben not in row for table, row in changed if table != "changes")


def test_a_tick_reads_as_much_as_ever_and_one_that_waits_reads_what_waits(stage: Play) -> None:
    world, noted = stage.world, stage.said
    asked(world, noted)  # the first of a day moves a checkpoint on
    before = ["couples", "credentials", "habits", "pauses", "ticks", "ticks"]
    assert asked(world, noted) == before
    assert world.people["ana"].patch("/api/me", SETTING).status_code == 200
    assert asked(world, noted) == [*before, "untold_ticks"]
    assert asked(world, noted) == [*before[:5], "untold_ticks"]
