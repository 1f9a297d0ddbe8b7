"""The feed by itself: whatever is lost, doubled or reordered, sockets hear the stream in order."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from engineio.packet import Packet
from flask import Flask

from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.live import feed as live_feed
from tracker.live.feed import Feed
from tracker.models import Credential
from tracker.services import changes, transaction

pytestmark = pytest.mark.store("sqlite")


class FakeSockets:
    """As much of Socket.IO as the feed uses. Background tasks run when they are told to."""

    def __init__(self) -> None:
        self.rooms: dict[str, set[str]] = defaultdict(set)
        self.sent: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        self.tasks: list[Callable[[], Any]] = []
        self.hung_up: list[str] = []
        self.server = self.manager = self.eio = self
        self.sockets = self

    def enter_room(self, socket_id: str, room: str) -> None:
        self.rooms[room].add(socket_id)

    def leave_room(self, socket_id: str, room: str) -> None:
        self.rooms[room].discard(socket_id)

    def emit(self, event: str, data: Any, to: str) -> None:
        assert to is not None
        for socket_id in self.rooms.get(to, {to}):
            self.sent[socket_id].append((event, data))

    def get_participants(self, _namespace: str, room: str) -> list[tuple[str, str]]:
        return [
            (socket_id, self.eio_sid_from_sid(socket_id, "/")) for socket_id in self.rooms[room]
        ]

    def send_packet(self, engine_id: str, packet: Packet) -> None:
        text = packet.encode()
        assert text.startswith("42[")  # Engine.IO's message, Socket.IO's event
        event, data = json.loads(text[2:])
        self.sent[engine_id.removeprefix("engine of ")].append((event, data))

    def disconnect(self, socket_id: str) -> None:
        self.sent[socket_id].append(("disconnect", None))

    def eio_sid_from_sid(self, socket_id: str, _namespace: str) -> str:
        return f"engine of {socket_id}"

    def get(self, engine_id: str) -> "FakeConnection":
        return FakeConnection(self, engine_id)

    def start_background_task(self, target: Callable[..., Any], *args: Any) -> None:
        if target.__name__ != "sweep_forever":
            self.tasks.append(lambda: target(*args))

    def run(self) -> None:
        while self.tasks:
            self.tasks.pop(0)()

    def seqs(self, socket_id: str) -> list[int]:
        return [data["seq"] for event, data in self.sent[socket_id] if event == "change"]


class FakeConnection:
    def __init__(self, sockets: FakeSockets, engine_id: str) -> None:
        self.sockets, self.engine_id = sockets, engine_id

    def close(self, *, wait: bool) -> None:
        assert not wait  # a client that reads nothing would be waited for
        self.sockets.hung_up.append(self.engine_id)


@pytest.fixture
def ana(app: Flask) -> Someone:
    """Return ana; here there is no server."""
    return Someone(app, "ana")


@pytest.fixture
def ben(app: Flask) -> Someone:
    """Return ben."""
    return Someone(app, "ben")


@pytest.fixture
def sockets() -> FakeSockets:
    return FakeSockets()


@pytest.fixture
def feed(app: Flask, sockets: FakeSockets) -> Iterator[Feed]:
    transaction.listeners.clear()
    feed = Feed(app, sockets, None)
    with app.app_context():
        yield feed


def commit(person: Someone, count: int = 1, kind: str = "tick") -> list[changes.Item]:
    """Write rows to a person's stream without anybody hearing of it; return them."""
    heard: list[changes.Item] = []
    transaction.listeners.append(lambda done: heard.extend(done.items))
    try:
        with person.app.app_context(), transaction.writing() as session:
            now = clock.now()
            for number in range(count):
                data = {"number": number}
                changes.add(session, {person.id: now.date()}, kind, data, by=None, now=now)
    finally:
        transaction.listeners.pop()
    return heard


def credential_of(person: Someone) -> str:
    with person.app.app_context():
        found = db.session.scalar(db.select(Credential.id).filter_by(person_id=person.id))
        assert found is not None
        return found


def join(feed: Feed, person: Someone, socket_id: str) -> None:
    with person.app.app_context():
        feed.join(person.id, socket_id, credential_of(person))


def forget_credential(person: Someone) -> None:
    with person.app.app_context(), transaction.writing() as session:
        session.execute(db.delete(Credential).where(Credential.person_id == person.id))


def test_rows_that_follow_are_sent_at_once(
    feed: Feed, sockets: FakeSockets, ana: Someone, dev: Someone
) -> None:
    commit(ana, 2)
    join(feed, ana, "a")
    join(feed, dev, "d")
    feed.publish(commit(ana, 3))
    assert sockets.seqs("a") == [3, 4, 5]
    assert sockets.tasks == []
    assert [event for event, _ in sockets.sent["d"]] == ["ready"]


def test_a_doubled_row_is_sent_once(feed: Feed, sockets: FakeSockets, ana: Someone) -> None:
    join(feed, ana, "a")
    rows = commit(ana, 3)
    for _ in range(3):
        feed.deliver(rows)
        feed.deliver(rows[:1])
    assert sockets.seqs("a") == [1, 2, 3]


def test_at_a_gap_the_missing_rows_are_read_from_the_stream(
    feed: Feed, sockets: FakeSockets, ana: Someone
) -> None:
    join(feed, ana, "a")
    commit(ana, 250)  # lost
    feed.deliver(commit(ana))
    assert sockets.seqs("a") == []
    sockets.run()
    assert sockets.seqs("a") == list(range(1, 252))


@pytest.mark.parametrize("seed", range(20))
def test_any_order_with_losses_and_repeats_comes_out_dense(
    feed: Feed, sockets: FakeSockets, ana: Someone, ben: Someone, seed: int
) -> None:
    chance = random.Random(seed)
    join(feed, ana, "a")
    batches = [commit(chance.choice([ana, ben]), chance.randint(1, 4)) for _ in range(15)]
    messages = [batch for batch in batches for _ in range(chance.choice([0, 1, 1, 2]))]
    chance.shuffle(messages)
    for message in messages:
        feed.deliver(message)
        if chance.random() < 0.4:
            sockets.run()
        if chance.random() < 0.1:
            join(feed, ana, "a2")
    feed.sweep()
    sockets.run()
    rows = [item.seq for batch in batches for item in batch if item.person_id == ana.id]
    assert sockets.seqs("a") == rows == list(range(1, len(rows) + 1))
    late = sockets.seqs("a2")
    assert late == rows[len(rows) - len(late) :]


def test_while_somebody_sends_a_reply_does_not_wait(
    feed: Feed, sockets: FakeSockets, ana: Someone
) -> None:
    join(feed, ana, "a")
    rows = commit(ana, 2)
    with feed.listeners[ana.id].lock:
        feed.publish(rows)
        assert sockets.seqs("a") == []
    sockets.run()
    assert sockets.seqs("a") == [1, 2]


def test_rows_that_come_while_somebody_sends_are_read_at_once_and_no_later_ones_are_missed(
    feed: Feed, sockets: FakeSockets, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(feed, ana, "a")
    with feed.listeners[ana.id].lock:
        for _ in range(3):
            feed.publish(commit(ana))
    assert len(sockets.tasks) == 1
    since = changes.since

    def slow(person_id: str, after: int) -> changes.Page:
        page = since(person_id, after)
        if after == 0:  # too late for this reading
            feed.publish(commit(ana))
        return page

    monkeypatch.setattr(changes, "since", slow)
    sockets.run()
    assert sockets.seqs("a") == [1, 2, 3, 4]
    with feed.listeners[ana.id].lock:
        feed.publish(commit(ana))
    sockets.run()
    assert sockets.seqs("a")[-1] == 5


def test_the_sweep_leaves_to_the_bus_what_is_on_its_way(
    feed: Feed, sockets: FakeSockets, ana: Someone, ben: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(feed, ana, "a")
    join(feed, ben, "b")
    flying = commit(ana)
    commit(ben)
    monkeypatch.setattr(feed, "bus", object())
    monkeypatch.setattr(sockets, "sleep", lambda _: feed.deliver(flying), raising=False)
    repaired: list[str] = []
    monkeypatch.setattr(feed, "catch_up", repaired.append)
    feed.sweep()
    assert (sockets.seqs("a"), repaired) == ([1], [ben.id])


def test_the_sweep_finds_what_nobody_told(
    feed: Feed, sockets: FakeSockets, ana: Someone, ben: Someone
) -> None:
    join(feed, ana, "a")
    join(feed, ben, "b")
    commit(ana, 2)
    feed.sweep()
    assert (sockets.seqs("a"), sockets.seqs("b")) == ([1, 2], [])


def test_a_sweep_is_spread_and_begins_with_who_came_last(
    feed: Feed, sockets: FakeSockets, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [Someone(app, f"p{number}") for number in range(4)]
    for person in people:
        join(feed, person, person.name)
    happened: list[object] = []
    monkeypatch.setattr(live_feed, "CHUNK", 1)
    monkeypatch.setattr(feed, "look_after", happened.extend)
    monkeypatch.setattr(sockets, "sleep", happened.append, raising=False)
    monkeypatch.setattr(live_feed.time, "monotonic", lambda: 100.0)
    feed.sweep(2.0)
    ids = [person.id for person in reversed(people)]
    assert happened == [ids[0], 0.5, ids[1], 1.0, ids[2], 1.5, ids[3]]


def test_one_persons_trouble_does_not_stop_the_sweep(
    feed: Feed,
    sockets: FakeSockets,
    ana: Someone,
    ben: Someone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for person in (ana, ben):
        join(feed, person, person.name)
        commit(person)
    since = changes.since

    def failing(person_id: str, after: int, limit: int = 100) -> changes.Page:
        if person_id == ana.id:
            raise RuntimeError
        return since(person_id, after, limit)

    monkeypatch.setattr(changes, "since", failing)
    feed.sweep()
    assert (sockets.seqs("ana"), sockets.seqs("ben")) == ([], [1])
    monkeypatch.undo()
    feed.sweep()
    assert sockets.seqs("ana") == [1]


def test_a_stream_that_was_set_back_is_followed_from_its_head(
    feed: Feed, sockets: FakeSockets, ana: Someone
) -> None:
    """A restored backup: clients find the reset by themselves."""
    commit(ana, 3)
    join(feed, ana, "a")
    feed.listeners[ana.id].sent = 9
    feed.sweep()
    feed.publish(commit(ana))
    assert sockets.seqs("a") == [4]


def test_a_credential_that_ended_ends_the_socket_before_anything_more_is_sent(
    feed: Feed, sockets: FakeSockets, ana: Someone
) -> None:
    join(feed, ana, "a")
    forget_credential(ana)
    feed.publish([*commit(ana, kind="settings"), *commit(ana)])
    sockets.run()
    assert [event for event, _ in sockets.sent["a"]] == ["ready", "bye", "disconnect"]
    assert sockets.hung_up == ["engine of a"]
    assert feed.listeners == {}


def test_the_sweep_expels_before_it_sends(feed: Feed, sockets: FakeSockets, ana: Someone) -> None:
    join(feed, ana, "a")
    forget_credential(ana)
    commit(ana, 2)
    feed.sweep()
    assert [event for event, _ in sockets.sent["a"]] == ["ready", "bye", "disconnect"]


def test_who_lost_the_credential_before_joining_is_not_let_in(
    feed: Feed, sockets: FakeSockets, ana: Someone
) -> None:
    credential_id = credential_of(ana)
    forget_credential(ana)
    feed.join(ana.id, "a", credential_id)
    assert [event for event, _ in sockets.sent["a"]] == ["bye", "disconnect"]
    assert sockets.rooms[f"person:{ana.id}"] == set()
    assert feed.listeners == {}


def test_other_settings_are_sent_to_those_who_stay(
    feed: Feed, sockets: FakeSockets, ana: Someone
) -> None:
    join(feed, ana, "a")
    feed.publish([*commit(ana, kind="settings"), *commit(ana)])
    sockets.run()
    assert sockets.seqs("a") == [1, 2]


def test_after_unlinking_everybody_is_sent_off_having_heard_of_it(
    feed: Feed, sockets: FakeSockets, ana: Someone
) -> None:
    join(feed, ana, "a")
    join(feed, ana, "a2")
    feed.publish(commit(ana, kind="unlinked"))
    sockets.run()
    for socket_id in ("a", "a2"):
        events = [event for event, _ in sockets.sent[socket_id]]
        assert events == ["ready", "change", "bye", "disconnect"]
    join(feed, ana, "back")
    assert sockets.sent["back"][0][1]["cursor"] == 1


def test_a_socket_that_joins_while_the_last_one_leaves_is_not_forgotten(
    feed: Feed, sockets: FakeSockets, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that reconnects: its old socket closes while the new one reads the cursor."""
    join(feed, ana, "old")
    cursor = changes.cursor

    def leaving_meanwhile(person_id: str) -> int:
        feed.leave(ana.id, "old")
        return cursor(person_id)

    monkeypatch.setattr(changes, "cursor", leaving_meanwhile)
    join(feed, ana, "new")
    feed.publish(commit(ana))
    assert sockets.seqs("new") == [1]


def test_a_join_that_fails_leaves_nothing_behind(
    feed: Feed, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(person_id: str) -> int:
        raise RuntimeError

    monkeypatch.setattr(changes, "cursor", failing)
    with pytest.raises(RuntimeError):
        join(feed, ana, "a")
    assert feed.listeners == {}
