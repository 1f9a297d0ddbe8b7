"""Screens on the wall: told at once of what they show, of nothing else, and let go when it ends."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import websocket

from tests.support.habits import agreed
from tests.support.people import link as pair
from tests.support.remote import QUIET, Ear, Remote
from tests.support.server import LiveServer
from tests.support.walls import COOKIE, UPGRADE, make
from tracker import clock
from tracker.extensions import db
from tracker.guard import MAX_SOCKETS
from tracker.models import WallLink
from tracker.services import changes, transaction, wall_view

IN_FORCE = 5.0
AT_ONCE = 1.0


def headers(server: LiveServer, link: dict[str, str]) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={link['secret']}", "Origin": server.url}


def listen(server: LiveServer, link: dict[str, str]) -> Ear:
    return Ear(server, headers(server, link), "?wall=1")


def versions(ear: Ear) -> list[str]:
    return [said["version"] for said in (*ear.said("ready"), *ear.said("wall"))]


def tick(person: Remote, habit: str, word: str = "put") -> None:
    path = f"/api/habits/{habit}/ticks/{clock.now().date()}"
    answer = person.put(path, {"note": "MARKER"}) if word == "put" else person.delete(path)
    assert answer.status_code == 200, answer.text


@contextmanager
def hears_one_more(ear: Ear, seconds: float = AT_ONCE) -> Iterator[None]:
    # Counted before what is to be heard is done: it may be heard before that returns.
    count = len(ear.said("wall"))
    yield
    ear.wait_for(lambda: len(ear.said("wall")) > count, "that it changed", seconds)


@pytest.fixture
def together(ana: Remote, couple: str) -> str:
    return agreed(ana, couple, clock.now().date(), mode="together")


@pytest.fixture
def link(ana: Remote, couple: str) -> dict[str, str]:
    return make(ana)


@pytest.fixture
def screen(server: LiveServer, link: dict[str, str]) -> Iterator[Ear]:
    with listen(server, link) as ear:
        yield ear


def test_what_it_shows_is_told_within_a_second_and_nothing_more(
    server: LiveServer, ana: Remote, ben: Remote, together: str, screen: Ear
) -> None:
    others = [Remote(server, name) for name in ("fay", "gus")]
    pair(*others)
    with listen(server, make(others[0])) as of_strangers:
        with hears_one_more(screen):
            tick(ben, together)
        time.sleep(QUIET)
        (said,) = screen.said("wall")
        assert set(said) == {"version"}
        with ana.app.app_context():
            (link_id,) = [one["id"] for one in ana.get("/api/walls").get_json()["items"]]
            assert wall_view.read(link_id, clock.now()).version == said["version"]
        with hears_one_more(screen, AT_ONCE + 1):  # one look a second
            tick(ben, together, "delete")
        assert screen.said("change") == []
        assert versions(screen)[0] == versions(screen)[2]
        assert of_strangers.said("wall") == []


def test_the_moment_of_what_it_does_not_show_is_not_told(
    ana: Remote, ben: Remote, habit: str, screen: Ear
) -> None:
    """One of two in, a note, an occasion, and what the two do elsewhere in Woven."""
    tick(ana, habit)
    today = clock.now().date()
    occasion = {"day": str(today), "words": "MARKER"}
    ben.put(f"/api/habits/{habit}/occasions/{today}", occasion)
    ben.patch("/api/me", {"day_ends_at": 0, "timezone": "Etc/GMT"})
    with ana.app.app_context(), transaction.writing() as session:
        for kind in ("checkin", "talk", "settings", "coach"):
            both = {ana.id: today, ben.id: today}
            changes.add(session, both, kind, {}, by=ana.id, now=clock.now())
    time.sleep(2.5)  # a sweep and a look
    assert screen.said("wall") == []
    with hears_one_more(screen):
        tick(ben, habit)


def test_a_storm_is_told_once_a_second(
    ana: Remote, ben: Remote, together: str, screen: Ear
) -> None:
    started = time.monotonic()
    for number in range(20):
        tick(ana, together, "put" if number % 2 == 0 else "delete")
    tick(ana, together)
    took = time.monotonic() - started
    time.sleep(1.5)
    heard = len(screen.said("wall"))
    assert 1 <= heard <= took + 2.5
    with ana.app.app_context():
        (link_id,) = [one["id"] for one in ana.get("/api/walls").get_json()["items"]]
        assert wall_view.read(link_id, clock.now()).version == versions(screen)[-1]


def test_a_commit_that_nobody_told_of_is_found(
    ana: Remote, couple: str, together: str, screen: Ear
) -> None:
    """By another process without a bus, or one that crashed before it could tell."""
    with hears_one_more(screen, 4.0):
        agreed(ana, couple, clock.now().date() - timedelta(days=1), title="Tea")
        with ana.app.app_context(), transaction.writing() as session:
            today = {ana.id: clock.now().date()}
            changes.add(session, today, "habit", {}, by=None, now=clock.now())


def revoke(ana: Remote, ben: Remote, link: dict[str, str]) -> None:
    assert ben.delete(f"/api/walls/{link['id']}").status_code == 204


def leave(ana: Remote, ben: Remote, link: dict[str, str]) -> None:
    assert ben.post("/api/couple/unlink").status_code == 204


def behind_the_servers_back(ana: Remote, ben: Remote, link: dict[str, str]) -> None:
    with ana.app.app_context(), transaction.writing() as session:
        session.execute(db.delete(WallLink).where(WallLink.id == link["id"]))


@pytest.mark.parametrize("end", [revoke, leave, behind_the_servers_back])
def test_its_end_lets_it_go_within_seconds_and_says_not_why(
    server: LiveServer,
    ana: Remote,
    ben: Remote,
    together: str,
    link: dict[str, str],
    end: Callable[..., None],
) -> None:
    other = make(ben)
    with listen(server, link) as screen, listen(server, other) as kept:
        end(ana, ben, link)
        screen.wait_closed(IN_FORCE)
        assert screen.said("bye") == [{"reason": "ended"}]
        assert screen.said("wall") == []
        if end is leave:
            kept.wait_closed(IN_FORCE)
        else:
            with hears_one_more(kept, AT_ONCE + 1):
                tick(ana, together)
            assert kept.said("bye") == []
    assert refusal(server, link) == 401


def refusal(server: LiveServer, link: dict[str, str]) -> int:
    with pytest.raises(websocket.WebSocketBadStatusException) as caught:
        opened(server, link)
    return int(caught.value.status_code)


def opened(server: LiveServer, link: dict[str, str]) -> websocket.WebSocket:
    return websocket.create_connection(
        f"ws://127.0.0.1:{server.port}/socket.io/?{UPGRADE}",
        cookie=headers(server, link)["Cookie"],
        origin=server.url,
        timeout=5,
    )


def test_a_ninth_socket_of_one_link_is_refused(
    server: LiveServer, ana: Remote, link: dict[str, str]
) -> None:
    sockets = [opened(server, link) for _ in range(MAX_SOCKETS)]
    assert refusal(server, link) == 429
    with listen(server, make(ana)), ana.ear():  # neither another link nor a person is in its way
        pass
    for one in sockets:
        one.close()


def test_it_may_not_ask_for_what_a_person_may(couple: str, screen: Ear, ana: Remote) -> None:
    for event in ("catch_up", "sync"):
        answer = screen.call(event, {"after": 0})
        assert (answer["status"], answer["code"]) == (401, "not_signed_in")
    assert screen.said("bye") == []


def test_no_link_is_in_the_log(server: LiveServer, link: dict[str, str], screen: Ear) -> None:
    assert link["secret"] not in server.log
    assert "wall_failed" not in server.log
