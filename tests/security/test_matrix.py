"""Every route and every event × every role: what is answered, shown, stored and told."""

import itertools
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.security.matrix import (
    CAST,
    COACHES,
    CREDENTIALS,
    EVENTS,
    ROLES,
    ROWS,
    STATE,
    Event,
    Row,
)
from tests.security.sockets import Socket, upgrade
from tests.security.world import (
    ID,
    MARK,
    ONES_OWN,
    WORKED_OUT,
    ZONES,
    Missing,
    World,
    partner_of,
)
from tests.support.answers import told
from tracker.extensions import db, socketio
from tracker.models import Credential
from tracker.services import transaction

NOT_ROUTES = frozenset({"HEAD", "OPTIONS"})
"""What Flask adds to a route by itself; tested for all of them below."""


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
    assert routes(world.app) - set(names) == set(), "add these to tests/security/matrix.py"
    assert set(names) - routes(world.app) == set(), "these are in the table and nowhere else"


def test_every_event_has_its_row_and_every_row_its_event(world: World) -> None:
    handled = {event for events in socketio.server.handlers.values() for event in events}
    assert set(socketio.server.handlers) == {"/"}
    assert socketio.server.namespace_handlers == {}
    assert handled == {event.name for event in EVENTS}


@pytest.mark.parametrize("row", [*ROWS, *EVENTS], ids=lambda row: row.name)
def test_every_row_speaks_of_every_role(row: Row | Event) -> None:
    assert set(row.expect) == set(ROLES)


def roles(row: Row) -> Iterator[str]:
    """Return who asks in all ways: to a coach most is what it is to somebody without a partner."""
    return (role for role in ROLES if role not in COACHES or row.is_of_coaching)


@contextmanager
def asked_as(role: str, credential: str) -> Iterator[None]:
    """Say as whom a row failed: a test for each would take longer to begin than to run."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"as {role}, by {credential}")
        raise


BY_ROW = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
EVENT_PLAYS = [
    pytest.param(event, role, id=f"{event.name}-{role}")
    for event, role in itertools.product(EVENTS, ROLES)
]


def send(
    world: World, row: Row, role: str, credential: str, ids: Any = None, method: str = ""
) -> TestResponse:
    """Send a row's request as a role with one of its credentials."""
    ids = world.ids if ids is None else ids
    kwargs: dict[str, Any] = {}
    if row.body is not None and method not in ("HEAD", "OPTIONS"):
        kwargs["data" if row.form else "json"] = row.body(ids)
    headers = world.headers(row.player(role), credential)
    response = world.client().open(
        row.path(ids), method=method or row.method, headers=headers, **kwargs
    )
    response.get_data()
    response.close()
    return response


def may_read(row: Row, role: str, owner: str, what: str) -> bool:
    """Tell whether a role may find this mark in this row's answer."""
    if (owner, what) in row.shows.get(role, ()):
        return True
    player = row.player(role)
    if owner == player:
        return True
    return what not in ONES_OWN and role != "ex" and owner == partner_of(player or "")


def leaks(world: World, row: Row, role: str, text: str, status: int) -> list[Any]:
    """Return what stands in an answer that this role may not see."""
    found: list[Any] = [
        mark for mark in MARK.findall(text) if status >= 400 or not may_read(row, role, *mark)
    ]
    player = row.player(role)
    # Where all zones are to be chosen from; and a calendar is in the zone of whose it is.
    if not row.rule.startswith(("/sign-up", "/join", "/settings/you", "/calendar")):
        found += [zone for name, zone in ZONES.items() if zone in text and name != player]
    ids = set(ID.findall(text))
    if status >= 400:
        me = {world.people[player].id} if player and "<body" in text else set()
        found += sorted(ids - me)  # every page says to its scripts who reads it
    elif role != "ex":  # what was in an ex's stream stays there
        own = world.groups.get(player or "", set())
        others = {one for group in world.groups.values() for one in group} - own
        if status == 303 and player is None:  # to the door, and from there on to where they asked
            others -= set(row.path(world.ids).split("/"))
        for owner, what in row.shows.get(role, ()):
            others -= {world.people[owner].id, world.ids.get(what)}
        found += sorted(ids & others)
    with world.app.app_context():
        for digest in db.session.scalars(db.select(Credential.secret_digest)):
            found += [digest] if digest in text else []
    return found + (["a hash"] if "$argon2" in text else [])


@BY_ROW
def test_matrix(world: World, row: Row) -> None:
    for role in ROLES:
        for credential in row.credentials(role):
            with asked_as(role, credential):
                judge(world, row, role, credential)


def judge(world: World, row: Row, role: str, credential: str) -> None:
    """Ask for a row, and judge the status, what the answer tells, and what was changed and told."""
    world.restore(row.state(role))
    before, heads = world.digest(), world.heads()
    settled = world.digest(*WORKED_OUT, *row.notes)
    response = send(world, row, role, credential)
    text = response.get_data(as_text=True) + str(response.headers)
    status = response.status_code
    assert status == row.status(role, credential), text
    assert leaks(world, row, role, text, status) == []
    if status >= 400:
        assert world.digest() == before
        if row.rule.startswith("/api/"):
            assert response.mimetype == "application/problem+json"
    elif row.method == "GET":
        assert world.digest(*WORKED_OUT, *row.notes) == settled
    told = {name for name, head in world.heads().items() if head != heads.get(name)}
    player = row.player(role)
    assert told <= row.tells | {player, partner_of(player or "")}


def made_up_ids() -> dict[str, str]:
    """Return an id for each of the world's things, of which none is there."""
    shared = ("habit", "proposal", "pause", "card", "other_ana", "couple", "wall")
    names = (*shared, "client", "asking", "asked", "suggestion", "goal", "ended_client")
    codes = dict.fromkeys(("invite", "coach_code"), "A" * 22)
    return {**{name: str(uuid.uuid4()) for name in names}, **codes}


@BY_ROW
def test_somebody_elses_is_answered_byte_for_byte_like_what_is_not_there(
    world: World, row: Row
) -> None:
    for role in roles(row):
        if row.expect[role] not in (401, 404):
            continue
        for credential in row.credentials(role):
            with asked_as(role, credential):
                world.restore(row.state(role))
                foreign = told(send(world, row, role, credential))
                missing = Missing(world.ids, made_up_ids())
                assert told(send(world, row, role, credential, missing)) == foreign
                if row.at and row.expect[role] == 404:
                    nonsense = Missing(world.ids, dict.fromkeys(made_up_ids(), "no-id-at-all"))
                    answer = told(send(world, row, role, credential, nonsense))
                    assert answer[:2] == foreign[:2]


@BY_ROW
def test_asking_for_head_or_options_tells_no_more(world: World, row: Row) -> None:
    leaving_out = (*WORKED_OUT, *row.notes)
    for role in ("anonymous", "self", "stranger", *(COACHES if row.is_of_coaching else ())):
        credential = CREDENTIALS.get(role, ("token",))[0]
        with asked_as(role, credential):
            world.restore(row.state(role))
            before = world.digest(*leaving_out)
            options = send(world, row, role, credential, method="OPTIONS")
            missing = Missing(world.ids, made_up_ids())
            assert told(options) == told(
                send(world, row, role, credential, missing, method="OPTIONS")
            )
            assert MARK.findall(options.get_data(as_text=True)) == []
            if row.method == "GET":
                head = send(world, row, role, credential, method="HEAD")
                assert head.status_code == row.expect[role]
                assert head.get_data() == b""
            assert world.digest(*leaving_out) == before


@pytest.mark.parametrize("row", [row for row in ROWS if row.method != "GET"], ids=lambda r: r.name)
@pytest.mark.parametrize("missing", ["Origin", "X-CSRF-Token"])
def test_no_write_of_a_browser_can_be_forged(world: World, row: Row, missing: str) -> None:
    world.restore(row.within)
    before = world.digest()
    kwargs = {} if row.body is None else {"data" if row.form else "json": row.body(world.ids)}
    headers = world.headers(row.player("self"), "session")
    del headers[missing]
    response = world.client().open(
        row.path(world.ids), method=row.method, headers=headers, **kwargs
    )
    assert response.status_code == 403
    assert world.digest() == before


def open_socket(world: World, role: str, credential: str) -> Socket | int:
    """Connect as a role; the status where the upgrade is refused."""
    headers = world.headers(CAST[role], credential)
    status, environ = upgrade(world.app, headers)
    return Socket(world.app, environ) if status == 101 else status


@pytest.mark.parametrize(("event", "role"), EVENT_PLAYS)
def test_matrix_of_events(world: World, event: Event, role: str) -> None:
    row = Row("EVENT", event.name, event.expect)
    for credential in CREDENTIALS.get(role, ("token", "session")):
        world.restore(STATE.get(role, "linked"))
        before, heads = world.digest(), world.heads()
        socket = open_socket(world, role, credential)
        if isinstance(socket, int):
            assert socket == event.expect[role]
            continue
        (ready,) = socket.heard()
        assert (ready["name"], set(ready["args"][0])) == ("ready", {"cursor", "now"})
        status = 200
        if event.body is not None:
            answer = socket.ask(event.name, event.body(world.ids))
            status = answer.get("status", 200)
            text = json.dumps([answer, socket.heard()])
            assert leaks(world, row, role, text, status) == []
            if status == 404:
                other = event.body(Missing(world.ids, made_up_ids()))
                assert socket.ask(event.name, other) == answer
        assert status == event.expect[role]
        if status != 200:
            assert world.digest() == before
        told = {name for name, head in world.heads().items() if head != heads[name]}
        player = row.player(role)
        assert told <= {player, partner_of(player or "")}
        socket.disconnect()


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
    world._now = ("", "")
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
