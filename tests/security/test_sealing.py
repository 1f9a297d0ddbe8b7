"""The curious partner: whatever ana does with her answers, ben's world stays the same to the byte.

Ben asks for all that he may ask for, before and after each act of hers, and compares: every page as
it goes over the wire, headers and packed length included, every answer of the API, his stream, his
export, an open socket, and the statements that his requests put to the store, which is what their
time hangs on (`python -m tests.benchmarks.sealing` measures the time itself).
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import event

from tests.security.matrix import ROWS, Row
from tests.security.sockets import Socket, upgrade
from tests.security.world import NOW, World
from tests.support import checkins
from tests.support.people import PASSWORD
from tracker.extensions import db
from tracker.models import CheckinAnswer
from tracker.services import transaction

SATURDAY, AFTER = NOW + timedelta(days=3), NOW + timedelta(days=5)
"""A day on which Today speaks of the check-in, and one on which the round is over."""
MONDAY = NOW + timedelta(days=4, hours=20)
"""The first morning on which it is over: elsewhere it is Sunday yet."""
LONG = {f"{key}_words": "".join(map(chr, range(0x4E00, 0x4E00 + 500))) for key in checkins.NUMBERS}
Act = Callable[[World], None]
Seen = Mapping[str, Any]


def nothing(_world: World) -> None:
    """She does not answer."""


def drafts(world: World) -> None:
    """She begins, and writes a lot."""
    ana = world.people["ana"]
    assert ana.put(checkins.CURRENT, checkins.body(ana, heard=None, **LONG)).status_code == 200


def seals(world: World) -> None:
    """She seals."""
    assert checkins.seal(world.people["ana"], **checkins.WORDS)["state"] == "sealed"


def takes_back(world: World) -> None:
    """She seals, and takes it back."""
    seals(world)
    checkins.withdraw(world.people["ana"])


def seals_anew(world: World) -> None:
    """She seals, takes it back, and seals something else."""
    takes_back(world)
    assert checkins.seal(world.people["ana"], heard=0, **LONG)["state"] == "sealed"


def takes_back_her_yes(world: World) -> None:
    """She seals, and then takes back that answers of hers are kept at all."""
    seals(world)
    assert world.people["ana"].delete("/api/me/consents/checkins").status_code == 204


ACTS = (drafts, seals, takes_back, seals_anew, takes_back_her_yes)


@pytest.fixture(scope="module")
def said(world: World) -> list[str]:
    """Note every statement, with its values, as the store gets it."""
    noted: list[str] = []
    with world.app.app_context():
        engine = db.engine
        engine.dispose()
    event.listen(engine, "checkout", lambda raw, *_: raw.set_trace_callback(noted.append))
    return noted


@pytest.fixture(scope="module")
def looks() -> dict[datetime, Seen]:
    """What ben saw where ana did nothing, by when."""
    return {}


@dataclass(frozen=True)
class Play:
    """The world before anybody has answered, and what its store is asked."""

    world: World
    said: list[str]
    looks: dict[datetime, Seen]


@pytest.fixture
def bare(
    world: World, said: list[str], looks: dict[datetime, Seen], monkeypatch: pytest.MonkeyPatch
) -> Play:
    """The world in which nobody has answered yet, and in which nothing is drawn by chance."""
    world.reset("linked")
    with world.app.app_context(), transaction.writing() as session:
        session.execute(db.delete(CheckinAnswer))
    world.remember("unanswered")
    monkeypatch.setattr(secrets, "token_bytes", lambda size=32: b"\7" * size)
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: "A" * (size * 4 // 3))
    monkeypatch.setattr(secrets, "randbelow", lambda _most: 0)
    return Play(world, said, looks)


def ask(world: World, row: Row, credential: str, said: list[str]) -> Any:
    """Return all that an answer gives away to ben: status, headers, bytes, what the store did."""
    said.clear()
    headers = world.headers("ben", credential) | {"Accept-Encoding": "gzip"}
    body = {} if row.body is None else {"data" if row.form else "json": row.body(world.ids)}
    response = world.client().open(
        row.path(world.ids), method=row.method, headers=headers, buffered=True, **body
    )
    return response.status_code, sorted(response.headers), response.data, tuple(said)


# The figures of the process are for who runs it: ben, who comes from elsewhere, is told nothing.
READING = [
    row
    for row in ROWS
    if row.method == "GET" and row.player("partner") == "ben" and row.rule != "/metrics"
]
EXPORT = Row("POST", "/api/me/export", {}, body=lambda _ids: {"password": PASSWORD})
OWN_DRAFT = Row(
    "PUT",
    "/api/check-ins/current",
    {},
    body=lambda ids: {"round": ids["round"], "heard": 4, "heard_words": "His own"},
)
TICK = Row(
    "DELETE",
    "/api/habits/<string:habit_id>/ticks/<string:day>",
    {},
    {"habit_id": "habit", "day": "yesterday"},
)
OWN_STEP = Row(
    "POST",
    "/check-in/<int:number>",
    {},
    {"number": "question"},
    lambda ids: {"round": ids["round"], "heard": "5"},
    True,
)


def seen(stage: Play, at: datetime, *, writing: bool = False) -> Seen:
    """Return all that ben gets, asked for at an instant; with `writing` also for what he writes."""
    world, said = stage.world, stage.said
    with time_machine.travel(at, tick=False):
        found: dict[str, Any] = {"head": world.heads()["ben"]}
        for row in [*READING, EXPORT]:
            credential = "token" if row.rule.startswith("/api/") else "session"
            found[row.name] = ask(world, row, credential, said)
        if writing:
            for row in OWN_DRAFT, OWN_STEP, TICK:
                status, headers, body, told = ask(world, row, "session", said)
                # The new ids that a write draws are its own.
                found[f"{row.name}, writing"] = status, headers, body, len(told)
        return found


def play(stage: Play, act: Act, at: datetime = NOW, **more: Any) -> Seen:
    """Let ana act on the Wednesday, and return what ben sees at an instant."""
    stage.world.reset("unanswered")
    act(stage.world)
    return seen(stage, at, **more)


def untouched(stage: Play, at: datetime = NOW, **more: Any) -> Seen:
    """Return what ben sees where she does nothing: looked at once, after a look that warms."""
    if at not in stage.looks:
        play(stage, nothing, at, **more)
        stage.looks[at] = play(stage, nothing, at, **more)
    return stage.looks[at]


def differing(one: Seen, other: Seen) -> list[str]:
    """Name what ben could tell two worlds apart by."""
    assert one.keys() == other.keys()
    return [name for name in one if one[name] != other[name]]


def test_what_ben_gets_does_not_vary_by_itself(bare: Play) -> None:
    """Else the tests below would compare chance; and they compare more than nothing."""
    first = untouched(bare, writing=True)
    assert differing(first, play(bare, nothing, writing=True)) == []
    answers = [each for name, each in first.items() if name.startswith("GET ")]
    assert sum(status == 200 for status, *_ in answers) > 50
    *_, asked = first["GET /check-in"]
    assert sum("checkin_answers" in each for each in asked) == 1


@pytest.mark.parametrize("act", ACTS)
def test_nothing_that_ben_gets_tells_what_ana_does(bare: Play, act: Act) -> None:
    assert differing(untouched(bare, writing=True), play(bare, act, writing=True)) == []


@pytest.mark.parametrize("at", [SATURDAY, AFTER], ids=["on its last days", "put away"])
def test_nor_later(bare: Play, at: datetime) -> None:
    assert differing(untouched(bare, at), play(bare, seals, at)) == []


def test_nor_where_they_stop_before_it_was_opened(bare: Play) -> None:
    def stops(world: World) -> None:
        assert world.people["ben"].delete(checkins.AGREEMENT).status_code == 204

    def seals_and_stops(world: World) -> None:
        seals(world)
        stops(world)

    untouched(bare, writing=True)
    assert differing(play(bare, stops), play(bare, seals_and_stops)) == []


def test_nor_where_he_sets_his_zone_back_when_it_is_over(bare: Play) -> None:
    back = {"timezone": "Pacific/Pago_Pago", "day_ends_at": 6}

    def sets_back(world: World) -> None:
        with time_machine.travel(MONDAY, tick=False):
            assert world.people["ben"].patch("/api/me", back).status_code == 200

    def seals_and_sets_back(world: World) -> None:
        seals(world)
        sets_back(world)

    play(bare, sets_back, MONDAY, writing=True)
    alone = play(bare, sets_back, MONDAY, writing=True)
    assert differing(alone, play(bare, seals_and_sets_back, MONDAY, writing=True)) == []
    status, *_ = alone[f"{OWN_DRAFT.name}, writing"]
    assert status == 409  # that round is over for good


def test_an_open_socket_hears_nothing_until_both_have_sealed(bare: Play) -> None:
    world = bare.world
    world.reset("unanswered")
    status, environ = upgrade(world.app, world.headers("ben", "token"))
    assert status == 101
    socket = Socket(world.app, environ)
    socket.heard()
    cursor = world.heads()["ben"]
    for act in ACTS:
        act(world)
        checkins.withdraw(world.people["ana"])
        assert socket.heard() == []
        caught_up = socket.ask("catch_up", {"after": cursor})
        assert (caught_up["items"], caught_up["cursor"]) == ([], cursor)
    seals(world)
    assert socket.heard() == []
    assert checkins.seal(world.people["ben"])["state"] == "opened"
    (opened,) = socket.heard()
    assert opened["args"][0]["data"] == {"round": world.ids["round"], "state": "opened"}
    socket.disconnect()


@pytest.mark.parametrize("act", ACTS)
def test_all_that_is_stored_for_it_is_anas_own(bare: Play, act: Act) -> None:
    world = bare.world
    world.reset("unanswered")
    before = world.dump()
    act(world)
    ana, ben = world.people["ana"].id, world.people["ben"].id
    changed = {
        (table, row)
        for table, rows in world.dump().items()
        for row in {*map(repr, rows)} ^ {*map(repr, before[table])}
    }
    hers = {"checkin_answers", "changes", "consents", "stream_heads"}
    assert {table for table, _ in changed} <= hers
    assert all(ana in row and ben not in row for _, row in changed)
