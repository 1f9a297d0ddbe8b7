"""A screen on the wall, beside what the matrix asks of it: its page, its socket, its cookie."""

import pytest

from tests.conftest import ORIGIN
from tests.security.sockets import upgrade
from tests.security.world import MARK, World
from tests.support.answers import told
from tests.support.walls import COOKIE, UPGRADE


def headers(world: World, *, wall: bool = True) -> dict[str, str]:
    """Return what a browser sends that nobody is signed in with, let in by the link or not."""
    sent = world.headers(None, "none")
    if wall:
        sent["Cookie"] += f"; {COOKIE}={world.ids['wall_secret']}"
    return sent


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


def test_after_the_couple_has_ended_neither_page_nor_socket_opens(world: World) -> None:
    world.restore("left")
    assert world.client().get("/wall", headers=headers(world)).status_code == 404
    assert upgrade(world.app, headers(world), UPGRADE)[0] == 401
