"""Several processes on one store: by Redis at once, and without it a little later."""

import time
from collections.abc import Iterator

import pytest

from tests.faults import redis_outages, revocations
from tests.support.cluster import cluster
from tests.support.habits import agreed
from tests.support.people import link
from tests.support.remote import Ear, Remote, silent_strangers
from tests.support.server import LiveServer
from tests.support.servers import PostgresServer, RedisServer, or_skip, redis_server
from tracker import clock
from tracker.services import ticks


@pytest.fixture(scope="module")
def own_redis() -> Iterator[RedisServer]:
    with or_skip(redis_server()) as server:
        yield server


@pytest.fixture(scope="module")
def pair(session_postgres: PostgresServer, own_redis: RedisServer) -> Iterator[list[LiveServer]]:
    """Two processes with Redis between them."""
    url = session_postgres.new_database()
    with cluster(2, url, redis_url=own_redis.url) as servers:
        yield servers


class Two:
    """A couple at two processes: ana at the one, ben at the other."""

    def __init__(self, pair: list[LiveServer]) -> None:
        self.here, self.there = pair
        self.ana, self.ben = Remote(self.here, "ana"), Remote(self.there, "ben")
        self.couple = link(self.ana, self.ben)
        self.habit = agreed(self.ana, self.couple, clock.now().date(), times=20)
        self.of_ana, self.of_ben = self.ana.ear(), self.ben.ear()

    def tick(self, slot: int, person: Remote | None = None) -> None:
        """Tick at ana's process."""
        path = f"/api/habits/{self.habit}/ticks/{clock.now().date()}"
        answer = (person or self.ana).put(path, {"slot": slot})
        assert answer.status_code == 200, answer.text

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


def test_redis_away_costs_latency_of_what_is_heard_alone(
    pair: list[LiveServer], own_redis: RedisServer
) -> None:
    """A little of F8 (`python -m tests.faults.redis_outages`)."""
    happenings = [
        redis_outages.Outage(name, 2, *how)
        for name, how in redis_outages.to_server(own_redis).items()
    ]
    report = redis_outages.run(pair, happenings, couples=2, afterwards=3.5)
    assert report.is_clean, report


def test_what_has_ended_is_in_force_at_the_other_with_redis_and_without(
    pair: list[LiveServer], own_redis: RedisServer
) -> None:
    """A little of F10 (`python -m tests.faults.revocations`)."""
    reports = [revocations.run(pair, 1, "Redis up")]
    own_redis.kill()
    try:
        reports.append(revocations.run(pair, 1, "Redis dead"))
    finally:
        own_redis.start()
    assert all(report.is_clean for report in reports), "\n".join(map(str, reports))


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
