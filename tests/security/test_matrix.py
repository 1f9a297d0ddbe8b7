"""Every route and every event × every role: what is answered, shown, stored and told."""

import itertools
import json
from dataclasses import replace

import pytest
from flask import Flask

from tests.faults import matrix as figures
from tests.security.judging import (
    asked_as,
    judge,
    judge_event,
    judge_head,
    judge_options,
    open_socket,
)
from tests.security.matrix import EVENTS, ROWS, Event, Row
from tests.security.row import CREDENTIALS, ROLES
from tests.security.sockets import Socket, upgrade
from tests.security.world import MARK, World
from tracker.extensions import db, socketio
from tracker.models import Credential
from tracker.services import transaction

NOT_ROUTES = frozenset({"HEAD", "OPTIONS"})
"""What Flask adds to a route by itself; tested for all of them below."""
SOME = ("anonymous", "self", "stranger")
RULES = {row.rule: row for row in ROWS}


def routes(app: Flask) -> set[str]:
    """Name every method of every route."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - NOT_ROUTES
    }


def test_every_route_has_its_row_and_every_row_its_route(world: World) -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))
    assert routes(world.app) - set(names) == set(), "add these to tests/security/rows/"
    assert set(names) - routes(world.app) == set(), "these are in the table and nowhere else"


def test_every_event_has_its_row_and_every_row_its_event(world: World) -> None:
    handled = {event for events in socketio.server.handlers.values() for event in events}
    assert set(socketio.server.handlers) == {"/"}
    assert socketio.server.namespace_handlers == {}
    assert handled == {event.name for event in EVENTS}


def test_every_row_speaks_of_every_role() -> None:
    asked: list[Row | Event] = [*ROWS, *EVENTS]
    silent = {one.name: set(ROLES) ^ set(one.expect) for one in asked}
    assert {name: roles for name, roles in silent.items() if roles} == {}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_matrix(world: World, row: Row) -> None:
    for role in ROLES:
        for credential in row.credentials(role):
            with asked_as(role, credential):
                judge(world, row, role, credential)


def test_the_run_that_prints_its_figures_names_what_is_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(row for row in ROWS if row.name == "GET /api/habits/<string:habit_id>")
    monkeypatch.setattr(figures, "EVENTS", EVENTS[:1])
    monkeypatch.setattr(figures, "ROWS", (row,))
    found = figures.run(world)
    assert found.leaks == []
    assert "GET /api/me" in found.without_row
    assert found.requests > len(ROLES)
    monkeypatch.setattr(figures, "ROWS", (replace(row, expect={**row.expect, "stranger": 200}),))
    wrong = figures.run(world).leaks
    assert wrong
    assert all(" as stranger by " in one for one in wrong)


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=lambda r: r.name)
def test_asking_for_head_tells_no_more(world: World, row: Row) -> None:
    for role in SOME:
        with asked_as(role, row.credentials(role)[0]):
            judge_head(world, row, role)


@pytest.mark.parametrize("row", RULES.values(), ids=RULES)
def test_asking_for_options_tells_no_more(world: World, row: Row) -> None:
    for role in SOME:
        with asked_as(role, row.credentials(role)[0]):
            judge_options(world, row, role)


@pytest.mark.parametrize("row", [row for row in ROWS if row.method != "GET"], ids=lambda r: r.name)
def test_no_write_of_a_browser_can_be_forged(world: World, row: Row) -> None:
    world.restore(row.within)
    before = world.digest()
    kwargs = {} if row.body is None else {"data" if row.form else "json": row.body(world.ids)}
    for missing in ("Origin", "X-CSRF-Token"):
        headers = world.headers(row.player("self"), "session")
        del headers[missing]
        response = world.client().open(
            row.path(world.ids), method=row.method, headers=headers, **kwargs
        )
        assert response.status_code == 403, missing
        assert world.digest() == before, missing


@pytest.mark.parametrize(
    ("event", "role"),
    [
        pytest.param(event, role, id=f"{event.name}-{role}")
        for event, role in itertools.product(EVENTS, ROLES)
    ],
)
def test_matrix_of_events(world: World, event: Event, role: str) -> None:
    for credential in CREDENTIALS.get(role, ("token", "session")):
        with asked_as(role, credential):
            judge_event(world, event, role, credential)


def test_strangers_hear_nothing_of_a_couples_day(world: World) -> None:
    world.restore("linked")
    others = ("former", "stranger", "single", "coach", "excoach")
    ears = {role: open_socket(world, role, "token") for role in others}
    partner = open_socket(world, "partner", "session")
    for ear in (partner, *ears.values()):
        assert isinstance(ear, Socket)
        ear.heard()
    ana = world.people["ana"]
    path = f"/api/habits/{world.ids['habit']}/ticks/{world.ids['yesterday']}"
    assert ana.put(path, {"note": "mk-ana-note"}).status_code == 200
    assert isinstance(partner, Socket)
    (heard,) = partner.heard()
    assert heard["name"] == "change"
    assert MARK.findall(json.dumps(heard)) == []
    for ear in ears.values():
        assert isinstance(ear, Socket)
        assert ear.heard() == []
        ear.disconnect()
    partner.disconnect()


@pytest.mark.parametrize("event", [event for event in EVENTS if event.body], ids=lambda e: e.name)
@pytest.mark.parametrize("credential", ["token", "session"])
@pytest.mark.parametrize("how", ["deleted", "expired"])
def test_what_was_revoked_after_connecting_opens_nothing_more(
    world: World, event: Event, credential: str, how: str
) -> None:
    world.restore("linked")
    socket = open_socket(world, "self", credential)
    assert isinstance(socket, Socket)
    assert event.body is not None
    ids = {"token": world.ids["credential_ana"], "session": world.sessions["ana"].id}
    with world.app.app_context(), transaction.writing() as session:
        if how == "deleted":
            session.execute(db.delete(Credential).filter_by(id=ids[credential]))
        else:
            over = db.session.get_one(Credential, ids[credential]).created_at
            session.execute(
                db.update(Credential).filter_by(id=ids[credential]).values(expires_at=over)
            )
    world.wrote()
    before = world.digest()
    answer = socket.ask(event.name, event.body(world.ids))
    assert (answer["status"], answer["code"]) == (401, "not_signed_in")
    assert world.digest() == before
    socket.disconnect()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 400),
        ({"Upgrade": "h2c"}, 400),
        ({"Authorization": "Bearer wrong"}, 401),
    ],
)
def test_an_upgrade_from_elsewhere_is_refused(
    world: World, changed: dict[str, str], status: int
) -> None:
    world.restore("linked")
    for credential in ("token", "session"):
        headers = {**world.headers("ana", credential), **changed}
        assert upgrade(world.app, headers)[0] == status


def test_a_program_needs_no_origin_and_a_browser_does(world: World) -> None:
    world.restore("linked")
    for credential, status in (("token", 101), ("session", 403)):
        headers = world.headers("ana", credential)
        del headers["Origin"]
        assert upgrade(world.app, headers)[0] == status
