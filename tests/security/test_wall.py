"""A screen on the wall reaches its own page and its own socket, and nothing else there is."""

from typing import Any

import pytest

from tests.conftest import ORIGIN
from tests.security.matrix import EVENTS, ROWS, Row
from tests.security.sockets import Socket, upgrade
from tests.security.test_matrix import leaks
from tests.security.world import MARK, World
from tests.support.answers import told
from tests.support.walls import COOKIE, UPGRADE

OWN = ("/wall", "/wall/<string:secret>")


def headers(world: World, *, wall: bool = True) -> dict[str, str]:
    """Return what a browser sends that nobody is signed in with, let in by the link or not."""
    sent = world.headers(None, "none")
    if wall:
        sent["Cookie"] += f"; {COOKIE}={world.ids['wall_secret']}"
    return sent


def ask(world: World, row: Row, sent: dict[str, str]) -> Any:
    kwargs = {} if row.body is None else {"data" if row.form else "json": row.body(world.ids)}
    return world.client().open(row.path(world.ids), method=row.method, headers=sent, **kwargs)


def is_open(row: Row) -> bool:
    """Tell whether anybody may change something by this."""
    return row.method != "GET" and row.expect["anonymous"] < 400


def reaches_nothing(world: World, row: Row) -> None:
    answer = ask(world, row, headers(world))
    status, text = answer.status_code, answer.text + str(answer.headers)
    assert status == row.status("anonymous", "none"), row.name
    assert leaks(world, row, "anonymous", text, status) == [], row.name
    assert world.ids["wall_secret"] not in text, row.name


def test_its_cookie_alone_is_nobodys_at_every_other_route(world: World) -> None:
    world.restore("linked")
    before = world.digest()
    for row in ROWS:
        if row.rule not in OWN and not is_open(row):
            reaches_nothing(world, row)
    assert world.digest() == before
    for row in filter(is_open, ROWS):  # forms lead who is nobody to the door
        heads = world.heads()
        reaches_nothing(world, row)
        changed = {name for name, head in world.heads().items() if head != heads.get(name)}
        assert changed <= row.tells, row.name
        world.reset("linked")


def test_its_own_page_shows_the_couple_and_nobody_else(world: World) -> None:
    world.restore("linked")
    answer = world.client().get("/wall", headers=headers(world))
    assert answer.status_code == 200
    assert set(MARK.findall(answer.text)) == {("ana", "name"), ("ben", "name"), ("ana", "title")}
    assert not any(one in answer.text for group in world.groups.values() for one in group)


def test_who_is_signed_in_gets_no_more_from_it_and_it_gets_no_more_from_them(world: World) -> None:
    world.restore("linked")
    alone = world.client().get("/wall", headers=headers(world))
    for person in ("dev", "ana"):
        sent = world.headers(person, "session")
        without = told(world.client().get("/api/me", headers=sent))
        sent["Cookie"] += f"; {COOKIE}={world.ids['wall_secret']}"
        both = world.client().get("/wall", headers=sent)
        assert (both.status_code, MARK.findall(both.text)) == (200, MARK.findall(alone.text))
        assert told(world.client().get("/api/me", headers=sent)) == without


@pytest.mark.parametrize(
    ("query", "cookie", "session", "origin", "status"),
    [
        (UPGRADE, True, None, ORIGIN, 101),
        (UPGRADE, True, "ana", ORIGIN, 101),
        (UPGRADE, True, None, None, 403),
        (UPGRADE, True, None, "https://evil.example", 403),
        (UPGRADE, True, None, "null", 403),
        # Neither stands in for the other.
        (UPGRADE, False, "ana", ORIGIN, 401),
        ("EIO=4&transport=websocket", True, None, ORIGIN, 401),
    ],
)
def test_a_socket_is_a_screens_only_where_it_asks_to_be(
    world: World, query: str, cookie: bool, session: str | None, origin: str | None, status: int
) -> None:
    world.restore("linked")
    sent = world.headers(session, "session" if session else "none")
    if cookie:
        sent["Cookie"] += f"; {COOKIE}={world.ids['wall_secret']}"
    sent.pop("Origin")
    if origin is not None:
        sent["Origin"] = origin
    answer, environ = upgrade(world.app, sent, query)
    assert answer == status
    if status == 101:
        assert environ["woven.principal"] is None
        assert environ["woven.wall"].link_id == world.ids["wall"]


def test_a_token_is_no_screens(world: World) -> None:
    world.restore("linked")
    assert upgrade(world.app, world.headers("ana", "token"), UPGRADE)[0] == 401
    sent = headers(world) | {"Authorization": "Bearer wrong"}
    assert upgrade(world.app, sent, UPGRADE)[0] == 101  # whose it is says the cookie alone


def test_its_socket_asks_for_nothing_and_hears_versions_alone(world: World) -> None:
    world.restore("linked")
    status, environ = upgrade(world.app, headers(world), UPGRADE)
    assert status == 101
    socket = Socket(world.app, environ)
    (ready,) = socket.heard()
    assert (ready["name"], set(ready["args"][0])) == ("ready", {"version"})
    before = world.digest()
    for event in EVENTS:
        if event.body is not None:
            answer = socket.ask(event.name, event.body(world.ids))
            assert (answer["status"], answer["code"]) == (401, "not_signed_in")
    assert world.digest() == before
    assert socket.heard() == []
    socket.disconnect()


def test_after_the_couple_has_ended_neither_page_nor_socket_opens(world: World) -> None:
    world.restore("left")
    assert world.client().get("/wall", headers=headers(world)).status_code == 404
    assert upgrade(world.app, headers(world), UPGRADE)[0] == 401
