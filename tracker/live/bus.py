"""Committed rows from process to process, by way of Redis; losing one costs latency alone."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import astuple
from time import sleep

import redis
import structlog

from tracker.background import Courier, Spawn
from tracker.services.changes import Item

log = structlog.get_logger(__name__)

CHANNEL = "woven:changes"
TIMEOUT = 1.0
WAITING = 10_000
"""Rows that may wait for Redis; beyond that they are left to the sweep."""


class Bus:
    """Publish from the background: Redis is never in the way of a request."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, health_check_interval=10
        )
        self.me = secrets.token_hex(8)
        self.courier = Courier("bus", self.send, WAITING)

    def publish(self, spawn: Spawn, items: Sequence[Item]) -> None:
        """Hand rows to the background; it does not wait, whatever Redis does."""
        self.courier.hand(spawn, items)

    def send(self, items: Sequence[Item]) -> None:
        """Publish rows. A failed send is not tried again: the other side's sweep finds it."""
        try:
            self.client.publish(CHANNEL, self.write(items))
        except redis.RedisError as error:
            log.warning("bus_unreachable", error=type(error).__name__)

    def listen(self, spawn: Spawn, deliver: Callable[[Sequence[Item]], None]) -> None:
        """Hand on what other processes publish, from now on."""
        spawn(self.listen_forever, deliver)

    def listen_forever(self, deliver: Callable[[Sequence[Item]], None]) -> None:
        """Listen, and connect again whenever the connection breaks."""
        while True:
            try:
                with self.client.pubsub(  # type: ignore[no-untyped-call]
                    ignore_subscribe_messages=True
                ) as subscription:
                    subscription.subscribe(CHANNEL)
                    while True:
                        message = subscription.get_message(timeout=TIMEOUT)
                        if message is not None:
                            deliver(self.read(message["data"]))
            except redis.RedisError as error:
                log.warning("bus_unreachable", error=type(error).__name__)
            except Exception:
                log.exception("bus_failed")
            sleep(TIMEOUT)

    def write(self, items: Sequence[Item]) -> str:
        """Return rows as a message; like the stream itself it holds no free text."""
        return json.dumps({"from": self.me, "rows": [astuple(item) for item in items]})

    def read(self, message: bytes) -> list[Item]:
        """Return the rows of a message; none of one's own."""
        document = json.loads(message)
        if document["from"] == self.me:
            return []
        return [Item(*row) for row in document["rows"]]
