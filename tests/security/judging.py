"""Ask for a row of the matrix in a role, and judge the answer: status, leaks, what was stored."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.test import TestResponse

from tests.security.row import CAST, SCREENS, STATE, Event, Row
from tests.security.sockets import Socket, upgrade
from tests.security.world import (
    ID,
    MARK,
    ONES_OWN,
    WORKED_OUT,
    ZONES,
    Missing,
    World,
    made_up_ids,
    partner_of,
)
from tests.support.answers import told
from tests.support.walls import UPGRADE

ALL_ZONES = ("/sign-up", "/join", "/settings/you", "/calendar")
"""Where all zones are to be chosen from; and a calendar is in the zone of whose it is."""


@contextmanager
def asked_as(role: str, credential: str) -> Iterator[None]:
    """Say as whom a row failed: a test for each would take longer to begin than to run."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"as {role}, by {credential}")
        raise


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
    world.asked += 1
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
    path = set(row.path(world.ids).split("/"))
    if not row.rule.startswith(ALL_ZONES):
        found += [zone for name, zone in ZONES.items() if zone in text and name != player]
    ids = set(ID.findall(text))
    if status >= 400:
        me = {world.people[player].id} if player and "<body" in text else set()
        found += sorted(ids - me)  # every page says to its scripts who reads it
    elif role != "ex":  # what was in an ex's stream stays there
        own = world.groups.get(player or "", set())
        others = {one for group in world.groups.values() for one in group} - own
        if status == 303 and player is None:  # to the door, and from there on to where they asked
            others -= path
        for owner, what in row.shows.get(role, ()):
            others -= {world.people[owner].id, world.ids.get(what)}
        found += sorted(ids & others)
    shown = path | ({world.ids["wall_secret"]} if role == "wall" else set())  # its cookie, anew
    found += [one for one in world.secrets - shown if one in text]
    found += [one for (one,) in world.column("credentials", "secret_digest") if one in text]
    return found + (["a hash"] if "$argon2" in text else [])


def judge(world: World, row: Row, role: str, credential: str) -> None:
    """Ask for a row, and judge the status, what the answer tells, and what was changed and told."""
    world.restore(row.state(role))
    before, heads = world.digest(), world.heads()
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
        assert world.changed(before) <= {*WORKED_OUT, *row.notes}
    moved = {name for name, head in world.heads().items() if head != heads.get(name)}
    player = row.player(role)
    assert moved <= row.tells | {player, partner_of(player or "")}
    if status == 401 or (status == 404 and credential == row.credentials(role)[0]):
        tells_nothing_of_what_is_there(world, row, role, credential, response)


def tells_nothing_of_what_is_there(
    world: World, row: Row, role: str, credential: str, response: TestResponse
) -> None:
    """Ask for what is not there, and for what is no id: byte for byte the same answer."""
    foreign = told(response)
    missing = Missing(world.ids, made_up_ids())
    assert told(send(world, row, role, credential, missing)) == foreign
    if row.at and foreign[0] == 404:
        nonsense = Missing(world.ids, dict.fromkeys(made_up_ids(), "no-id-at-all"))
        assert told(send(world, row, role, credential, nonsense))[:2] == foreign[:2]


def judge_head(world: World, row: Row, role: str) -> None:
    """Ask for the head of a page: the status, no body, and nothing is written."""
    world.restore(row.state(role))
    before = world.digest()
    credential = row.credentials(role)[0]
    head = send(world, row, role, credential, method="HEAD")
    assert head.status_code == row.status(role, credential)
    assert head.get_data() == b""
    assert world.changed(before) <= {*WORKED_OUT, *row.notes}


def judge_options(world: World, row: Row, role: str) -> None:
    """Ask what may be asked at a rule: the same whether or not there is anything."""
    world.restore(row.state(role))
    before = world.digest()
    credential = row.credentials(role)[0]
    options = send(world, row, role, credential, method="OPTIONS")
    missing = Missing(world.ids, made_up_ids())
    assert told(options) == told(send(world, row, role, credential, missing, method="OPTIONS"))
    assert MARK.findall(options.get_data(as_text=True)) == []
    assert world.digest() == before


def open_socket(world: World, role: str, credential: str) -> Socket | int:
    """Connect as a role; the status where the upgrade is refused."""
    headers = world.headers(CAST[role], credential)
    query = {"query": UPGRADE} if role in SCREENS else {}
    status, environ = upgrade(world.app, headers, **query)
    return Socket(world.app, environ) if status == 101 else status


def judge_event(world: World, event: Event, role: str, credential: str) -> None:
    """Connect and send an event, and judge what it answers, and what was changed and told."""
    row = Row("EVENT", event.name, event.expect)
    world.restore(STATE.get(role, "linked"))
    before, heads = world.digest(), world.heads()
    socket = open_socket(world, role, credential)
    if isinstance(socket, int):
        assert socket == event.expect[role]
        return
    (ready,) = socket.heard()
    told_first = {"version"} if role in SCREENS else {"cursor", "now"}
    assert (ready["name"], set(ready["args"][0])) == ("ready", told_first)
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
    moved = {name for name, head in world.heads().items() if head != heads[name]}
    player = row.player(role)
    assert moved <= {player, partner_of(player or "")}
    socket.disconnect()
