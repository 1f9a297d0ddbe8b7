"""Several processes on one store: by Redis at once, and without it a little later."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import quantiles

import pytest
from flask_migrate import upgrade

from tests.conftest import build
from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import SOON, Ear, Remote, silent_strangers
from tests.support.server import LiveServer
from tests.support.servers import PostgresServer, RedisServer, or_skip, redis_server
from tracker import clock
from tracker.extensions import db
from tracker.services import ticks, transaction


@pytest.fixture(scope="module")
def own_redis() -> Iterator[RedisServer]:
    with or_skip(redis_server()) as server:
        yield server


@pytest.fixture(scope="module")
def pair(
    session_postgres: PostgresServer,
    own_redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[LiveServer]]:
    """Two processes with Redis between them."""
    yield from processes(session_postgres, tmp_path_factory, own_redis.url, 2)


def processes(
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
    redis_url: str | None,
    count: int,
) -> Iterator[list[LiveServer]]:
    before = list(transaction.listeners)
    url = postgres.new_database()
    app = build(url, tmp_path_factory.mktemp("processes"))
    transaction.listeners[:] = before
    with app.app_context():
        upgrade()
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                LiveServer(
                    tmp_path_factory.mktemp("process"),
                    database_url=url,
                    app=app,
                    redis_url=redis_url,
                )
            )
            for _ in range(count)
        ]
        with app.app_context():
            db.engine.dispose()


class Two:
    """A couple at two processes: ana at the one, ben at the other."""

    def __init__(self, pair: list[LiveServer]) -> None:
        self.here, self.there = pair
        self.ana, self.ben = Remote(self.here, "ana"), Remote(self.there, "ben")
        self.couple = link(self.ana, self.ben)
        self.habit = agreed(self.ana, self.couple, clock.now().date(), times=20)
        self.of_ana, self.of_ben = self.ana.ear(), self.ben.ear()

    def tick(self, slot: int, person: Remote | None = None) -> float:
        """Tick at ana's process; return the seconds the reply took."""
        started = time.monotonic()
        path = f"/api/habits/{self.habit}/ticks/{clock.now().date()}"
        answer = (person or self.ana).put(path, {"slot": slot})
        assert answer.status_code == 200, answer.text
        return time.monotonic() - started

    def close(self) -> None:
        for ear in (self.of_ana, self.of_ben):
            ear.client.disconnect()


@pytest.fixture
def two(pair: list[LiveServer], own_redis: RedisServer) -> Iterator[Two]:
    """The strangers listen at both processes, and hear nothing."""
    if not own_redis.answers():
        own_redis.start()
    with silent_strangers(*pair):
        two = Two(pair)
        yield two
        two.close()


def test_a_tick_at_one_is_heard_at_the_other_at_once(two: Two) -> None:
    two.tick(0)  # subscriptions may still be on their way
    two.of_ben.wait_changes(1)
    delays = []
    for slot in range(1, 10):
        two.tick(slot)
        sent = time.monotonic()
        two.of_ben.wait_changes(slot + 1)
        delays.append(two.of_ben.heard[-1][0] - sent)
    assert sorted(delays)[len(delays) // 2] < 0.25
    assert [item["seq"] for item in two.of_ben.changes] == list(range(1, 11))


def test_rows_of_two_processes_arrive_in_order_once(two: Two) -> None:
    for slot in range(10):
        two.tick(slot, two.ana)
        two.tick(slot, two.ben)
    for person, ear in ((two.ana, two.of_ana), (two.ben, two.of_ben)):
        assert ear.wait_changes(20) == person.stream()


def test_leaving_at_one_is_in_force_at_the_other(two: Two) -> None:
    assert two.ana.post("/api/couple/unlink").status_code == 204
    for ear in (two.of_ana, two.of_ben):
        ear.wait_closed(5)
        assert ear.said("bye") == [{"reason": "unlinked"}]
        assert [item["kind"] for item in ear.changes] == ["unlinked"]


def test_a_stopped_redis_costs_latency_of_what_is_heard_alone(
    two: Two, own_redis: RedisServer
) -> None:
    own_redis.stop()
    replies_stay_quick_and_changes_come(two)
    leaving_is_in_force(two)


def test_a_frozen_redis_costs_latency_of_what_is_heard_alone(
    two: Two, own_redis: RedisServer
) -> None:
    own_redis.freeze()
    try:
        replies_stay_quick_and_changes_come(two)
        leaving_is_in_force(two)
    finally:
        own_redis.thaw()


def test_after_redis_is_back_it_is_used_again(two: Two, own_redis: RedisServer) -> None:
    own_redis.stop()
    two.tick(0)
    two.of_ben.wait_changes(1, seconds=5)
    own_redis.start()
    deadline = time.monotonic() + 15
    for slot in range(1, 20):
        two.tick(slot)
        sent = time.monotonic()
        two.of_ben.wait_changes(slot + 1, seconds=5)
        if two.of_ben.heard[-1][0] - sent < 0.1:
            break
        assert time.monotonic() < deadline
        time.sleep(0.5)
    else:
        pytest.fail("what is heard stays late")


def replies_stay_quick_and_changes_come(two: Two) -> None:
    replies = []
    for turn in range(5):
        for slot in range(20):
            replies.append(two.tick(slot, (two.ana, two.ben)[turn % 2]))
        replies.append(clear(two, (turn % 20)))
    last = time.monotonic()
    assert quantiles(replies, n=100)[-1] < 0.3
    for person, ear in ((two.ana, two.of_ana), (two.ben, two.of_ben)):
        stream = person.stream()
        assert ear.wait_changes(len(stream), seconds=5) == stream
    assert max(ear.heard[-1][0] for ear in (two.of_ana, two.of_ben)) - last < SOON


def clear(two: Two, slot: int) -> float:
    started = time.monotonic()
    path = f"/api/habits/{two.habit}/ticks/{clock.now().date()}?slot={slot}"
    assert two.ana.delete(path).status_code == 200
    return time.monotonic() - started


def leaving_is_in_force(two: Two) -> None:
    started = time.monotonic()
    assert two.ana.post("/api/couple/unlink").status_code == 204
    assert time.monotonic() - started < 0.5
    for ear in (two.of_ana, two.of_ben):
        ear.wait_closed(5)
        assert ear.said("bye") == [{"reason": "unlinked"}]


def test_a_commit_that_nobody_was_told_of_is_heard_without_redis(
    pair: list[LiveServer],
) -> None:
    """A crash between commit and publish: here the one who commits has no bus at all."""
    with silent_strangers(*pair):
        two = Two(pair)
        with two.ana.app.app_context():
            ticks.tick(two.ana.id, two.habit, clock.now().date(), clock.now())
        for person, ear in ((two.ana, two.of_ana), (two.ben, two.of_ben)):
            assert ear.wait_changes(1) == person.stream()
        two.close()


def test_a_killed_process_loses_nothing_that_was_acknowledged(
    pair: list[LiveServer], own_redis: RedisServer
) -> None:
    if not own_redis.answers():
        own_redis.start()
    with silent_strangers(pair[0]):
        two = Two(pair)
        two.tick(0, two.ben)
        two.there.kill()
        two.of_ben.wait_closed()
        two.tick(1)
        two.of_ana.wait_changes(2)
        two.there.start()
        ear: Ear = two.ben.ear()
        page = ear.call("catch_up", {"after": 1})
        assert [item["seq"] for item in page["items"]] == [2]
        ear.client.disconnect()
        two.close()
